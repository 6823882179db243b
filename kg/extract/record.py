"""An Extraction as one JSON object: the gold format with offsets, quotes and confidences beside it, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from kg.errors import ReadError
from kg.model import NO_SPAN, Definition, Extraction, LocalEntity, Mention, Paper, Quote, Relation, Result, Span

__all__ = ["from_record", "to_record"]

T = TypeVar("T")
_Object = Mapping[str, object]


def to_record(paper: Paper, extraction: Extraction, paper_id: str = "") -> dict[str, object]:
    """Return what `kg extract` prints for a paper: `id` is the record's own, `paper` is ours.

    `relations` holds plain triples, as the gold does; `relation_evidence` says in the same order how sure each is and
    where it stands. Offsets count in the section's text, `subject` and `object` of a quote in the quote; a span that the
    quote does not hold is null.

    >>> mention = Mention("title", 0, 4, "KIVI", "Method", "KIVI", "title", 0.9)
    >>> extraction = Extraction((mention,), (LocalEntity("KIVI", "Method", "PROPOSES", 0.9),))
    >>> record = to_record(Paper("KIVI: fast", record_id="p1"), extraction, "arxiv:2402.02750")
    >>> record["id"], record["paper"], record["entities"][0]["mentions"]
    ('p1', 'arxiv:2402.02750', ['KIVI'])
    """
    texts = {section.name: section.text for section in paper.sections}
    strings = _strings(paper, extraction.mentions)
    return {
        "id": paper.record_id,
        "paper": paper_id,
        "entities": [
            {"name": e.name, "type": e.label, "mentions": strings.get(e.name, []), "role": e.role, **_support(e, texts)}
            for e in extraction.entities
        ],
        "relations": [[r.subject, r.predicate, r.object] for r in extraction.relations],
        "relation_evidence": [_support(r, texts) for r in extraction.relations],
        "results": [_result(r, texts) for r in extraction.results],
        "mentions": [
            {
                "section": m.section,
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "label": m.label,
                "entity": m.entity,
                "extractor": m.extractor,
                "confidence": m.confidence,
            }
            for m in extraction.mentions
        ],
        "definitions": [
            {"section": d.section, "short": d.short, "long": d.long, "short_span": [*d.short_span], "long_span": [*d.long_span]}
            for d in extraction.definitions
        ],
    }


def _strings(paper: Paper, mentions: Sequence[Mention]) -> dict[str, list[str]]:
    """Return the distinct strings of each entity, in the order in which a reader meets them."""
    order = {section.name: place for place, section in enumerate(paper.sections)}
    strings: dict[str, dict[str, None]] = {}
    for mention in sorted(mentions, key=lambda m: (order.get(m.section, len(order)), m.start, m.end)):
        strings.setdefault(mention.entity, {})[mention.text] = None
    return {name: list(found) for name, found in strings.items()}


def _support(claim: LocalEntity | Relation | Result, texts: Mapping[str, str]) -> dict[str, object]:
    return {"confidence": claim.confidence, "extractor": claim.extractor, "quotes": [_quote(quote, texts) for quote in claim.quotes]}


def _quote(quote: Quote, texts: Mapping[str, str]) -> dict[str, object]:
    return {
        "section": quote.section,
        "start": quote.start,
        "end": quote.end,
        "text": texts.get(quote.section, "")[quote.start : quote.end],
        "subject": None if quote.subject == NO_SPAN else [*quote.subject],
        "object": None if quote.object == NO_SPAN else [*quote.object],
    }


def _result(result: Result, texts: Mapping[str, str]) -> dict[str, object]:
    return {
        "method": result.method,
        "metric": result.metric,
        "value": result.value,
        "dataset": result.dataset,
        "task": result.task,
        "baseline": result.baseline,
        "number": result.number,
        "unit": result.unit,
        "low": result.low,
        "high": result.high,
        **_support(result, texts),
    }


def from_record(record: _Object) -> Extraction:
    """Read the extraction back from its record, exactly; from a plain gold record what it holds, with confidence 1.

    Raises ReadError where a field is missing or of the wrong kind.

    >>> gold = {"entities": [{"name": "KIVI", "type": "Method", "role": "PROPOSES", "mentions": ["KIVI"]}]}
    >>> from_record(gold).entities
    (LocalEntity(name='KIVI', label='Method', role='PROPOSES', confidence=1.0, quotes=(), extractor=''),)
    """
    triples = [_get(pair, "triple", list) for pair in ({"triple": item} for item in _list(record, "relations"))]
    evidence = _objects(record, "relation_evidence") or [{}] * len(triples)
    if len(evidence) != len(triples):
        raise ReadError(f"relation_evidence: expected {len(triples)} items, one for each relation, got {len(evidence)}")
    return Extraction(
        tuple(_read_mention(item) for item in _objects(record, "mentions")),
        tuple(_read_entity(item) for item in _objects(record, "entities")),
        tuple(_read_relation(triple, item) for triple, item in zip(triples, evidence, strict=True)),
        tuple(_read_result(item) for item in _objects(record, "results")),
        tuple(_read_definition(item) for item in _objects(record, "definitions")),
    )


def _read_mention(item: _Object) -> Mention:
    return Mention(
        _get(item, "section", str),
        _get(item, "start", int),
        _get(item, "end", int),
        _get(item, "text", str),
        _get(item, "label", str),
        _get(item, "entity", str, ""),
        _get(item, "extractor", str, ""),
        _confidence(item),
    )


def _read_entity(item: _Object) -> LocalEntity:
    name, label, role = (_get(item, key, str) for key in ("name", "type", "role"))
    return LocalEntity(name, label, role, _confidence(item), _read_quotes(item), _get(item, "extractor", str, ""))


def _read_relation(triple: list[object], item: _Object) -> Relation:
    if len(triple) != 3 or not all(isinstance(part, str) for part in triple):
        raise ReadError(f"relations: expected [subject, predicate, object], got {triple!r}", value=triple)
    subject, predicate, tail = map(str, triple)
    return Relation(subject, predicate, tail, _confidence(item), _read_quotes(item), _get(item, "extractor", str, ""))


def _read_result(item: _Object) -> Result:
    method, metric, dataset, task, baseline, unit = (
        _optional(item, key, str) for key in ("method", "metric", "dataset", "task", "baseline", "unit")
    )
    number, low, high = (_optional(item, key, float) for key in ("number", "low", "high"))
    return Result(
        _get(item, "value", str),
        method,
        metric,
        dataset,
        task,
        baseline,
        number,
        unit,
        low,
        high,
        _confidence(item),
        _read_quotes(item),
        _get(item, "extractor", str, ""),
    )


def _read_definition(item: _Object) -> Definition:
    section, short, long = (_get(item, key, str) for key in ("section", "short", "long"))
    return Definition(section, short, long, _span(item, "short_span"), _span(item, "long_span"))


def _read_quotes(item: _Object) -> tuple[Quote, ...]:
    return tuple(
        Quote(
            _get(quote, "section", str), _get(quote, "start", int), _get(quote, "end", int), _span(quote, "subject"), _span(quote, "object")
        )
        for quote in _objects(item, "quotes")
    )


def _span(item: _Object, key: str) -> Span:
    match _list(item, key):
        case []:
            return NO_SPAN
        case [int(start), int(end)]:
            return start, end
        case other:
            raise ReadError(f"{key}: expected [start, end] or null, got {other!r}", value=other)


def _confidence(item: _Object) -> float:
    return _get(item, "confidence", float, 1.0)


def _objects(item: _Object, key: str) -> list[_Object]:
    found = _list(item, key)
    for value in found:
        if not isinstance(value, Mapping):
            raise ReadError(f"{key}: expected a list of objects, got {value!r} in it", value=value)
    return [value for value in found if isinstance(value, Mapping)]


def _list(item: _Object, key: str) -> list[object]:
    return _optional(item, key, list) or []


def _optional(item: _Object, key: str, kind: type[T]) -> T | None:
    return None if item.get(key) is None else _get(item, key, kind)


def _get(item: _Object, key: str, kind: type[T], default: T | None = None) -> T:
    value = item.get(key, default)
    if isinstance(value, int) and kind is float:
        value = float(value)
    if not isinstance(value, kind):
        raise ReadError(f"{key}: expected {kind.__name__}, got {value!r}", value=value)
    return value
