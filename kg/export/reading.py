"""What an extractor read, as one HTML file: each paper's text with its marked mentions, and beside it what they were taken to say.

Every string that came from a paper is shown as text; the page's own policy names the hashes of its one style and its one script
and forbids all else, requests too. Without scripts only the highlighting is missing.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kg.export.files import scalar_text, write_chunks
from kg.model import NO_SPAN, Extraction, LocalEntity, Mention, Paper, Quote, Relation, Result
from kg.schema import NODE_TYPES, role_rank

__all__ = ["Mark", "Step", "steps", "to_reading", "write_reading"]

_CONTROLS = {c: 0x2400 + c for c in range(0x20) if chr(c) not in "\n\t"} | {0x7F: 0x2421}
"""Controls are shown by their pictures: HTML can't hold them, and whoever judges a text should see them."""
_View = dict[str, object]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked; `entity` is its number in the paper, `first` its first mention there, `hint` what the pointer shows."""

    start: int
    end: int
    kind: str = ""
    entity: int | None = None
    hint: str = ""
    first: bool = False


Step = tuple[str, str | Mark]
"""One step of a marked text: `text` with a piece of it, `open` or `again` with a mark, `close` with the mark that ends."""


def _ends_last(mark: Mark) -> int:
    return -mark.end


def steps(text: str, marks: Iterable[Mark]) -> Iterator[Step]:
    """Yield a text with its marks, properly nested: a mark that crosses the end of another is closed there and goes on `again`.

    >>> marks = [Mark(0, 3, "X"), Mark(1, 4, "Y")]
    >>> [it if what == "text" else f"{what} {it.kind}" for what, it in steps("abcd", marks)]
    ['open X', 'a', 'open Y', 'bc', 'close Y', 'close X', 'again Y', 'd', 'close Y']
    """
    starting: dict[int, list[Mark]] = {}
    for mark in marks:
        if 0 <= mark.start < mark.end <= len(text):
            starting.setdefault(mark.start, []).append(mark)
    points = sorted({*starting, *(mark.end for found in starting.values() for mark in found), len(text)})
    held: list[Mark] = []
    at = 0
    for point in points:
        if at < point:
            yield "text", text[at:point]
        whole = next((place for place, mark in enumerate(held) if mark.end <= point), len(held))
        closed, held = held[whole:], held[:whole]
        yield from (("close", mark) for mark in reversed(closed))
        cut = {id(mark) for mark in closed}
        new = sorted([*(m for m in closed if m.end > point), *starting.get(point, ())], key=_ends_last)
        yield from (("again" if id(mark) in cut else "open", mark) for mark in new)
        held += new
        at = point


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _read_as(result: Result) -> str:
    """Return what a figure was read as, so that it can be held against what is written."""
    ranged = result.low is not None and result.high is not None
    figure = f"{_number(result.low)} to {_number(result.high)}" if ranged else _number(result.number)
    return " ".join(filter(None, (figure, result.unit)))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One paper with what was found in it; entities are numbered in the order in which the page lists them."""

    paper: Paper
    extraction: Extraction
    texts: dict[str, str]
    entities: tuple[LocalEntity, ...]
    numbers: dict[str, int]

    def kind(self, name: str) -> str:
        """Return the kind of an entity, "" where the paper has none of that name."""
        return self.entities[self.numbers[name]].label if name in self.numbers else ""

    def end(self, name: str) -> _View:
        """Return the end of a relation or a result."""
        return {"name": name, "kind": self.kind(name), "number": self.numbers.get(name)}


def _reader(paper: Paper, extraction: Extraction) -> _Reader:
    """Give each entity its number: by role, what the paper proposes first, and within a role in the order of the extraction."""
    entities = tuple(sorted(extraction.entities, key=lambda entity: role_rank(entity.role)))
    texts = {section.name: section.text for section in paper.sections}
    return _Reader(paper, extraction, texts, entities, {entity.name: number for number, entity in enumerate(entities)})


def _hint(reader: _Reader, mention: Mention) -> str:
    number = reader.numbers.get(mention.entity)
    role = f", {reader.entities[number].role}" if number is not None else ""
    return f"{mention.entity or mention.text}: {mention.label}{role}; confidence {mention.confidence:.2f}, {mention.extractor or 'given'}"


def _sections(reader: _Reader) -> Iterator[_View]:
    seen: set[str] = set()
    for name, text in reader.texts.items():
        marks = []
        for m in sorted(m for m in reader.extraction.mentions if m.section == name):
            marks.append(Mark(m.start, m.end, m.label, reader.numbers.get(m.entity), _hint(reader, m), m.entity not in seen))
            seen.add(m.entity)
        yield {"name": name, "steps": list(steps(text, marks))}


def _quote(reader: _Reader, quote: Quote) -> _View:
    text = reader.texts.get(quote.section, "")[quote.start : quote.end]
    spans = [Mark(*span) for span in (quote.subject, quote.object) if span != NO_SPAN]
    return {"section": quote.section, "steps": list(steps(text, spans))}


def _entities(reader: _Reader) -> Iterator[_View]:
    written: dict[str, Counter[str]] = {}
    for mention in reader.extraction.mentions:
        written.setdefault(mention.entity, Counter())[mention.text] += 1
    for number, entity in enumerate(reader.entities):
        forms = [{"text": text, "count": count} for text, count in written.get(entity.name, Counter()).items()]
        yield {"number": number, "entity": entity, "kind": entity.label, "forms": forms}


def _relation(reader: _Reader, relation: Relation) -> _View:
    ends = {"subject": reader.end(relation.subject), "object": reader.end(relation.object)}
    return {"relation": relation, **ends, "quotes": [_quote(reader, quote) for quote in relation.quotes]}


def _relations(reader: _Reader) -> Iterator[_View]:
    """Yield the relations, the surest first."""
    ranked = sorted(reader.extraction.relations, key=lambda r: (-r.confidence, r.subject, r.predicate, r.object))
    return (_relation(reader, relation) for relation in ranked)


def _result(reader: _Reader, result: Result) -> _View:
    named = (result.method, result.metric, result.dataset, result.task, result.baseline)
    ends = [reader.end(name) if name else None for name in named]
    return {"result": result, "read_as": _read_as(result), "ends": ends, "quotes": [_quote(reader, quote) for quote in result.quotes]}


def _title(paper: Paper) -> str:
    return " ".join(paper.title.split()) or "(no title)"


def _view(number: int, paper: Paper, extraction: Extraction) -> _View:
    reader = _reader(paper, extraction)
    return {
        "number": number,
        "title": _title(paper),
        "about": [text for text in dict.fromkeys((paper.record_id, *paper.ids, paper.published)) if text],
        "sections": list(_sections(reader)),
        "entities": list(_entities(reader)),
        "relations": list(_relations(reader)),
        "results": [_result(reader, result) for result in extraction.results],
        "definitions": extraction.definitions,
    }


def _kinds(extractions: Iterable[Extraction]) -> list[_View]:
    counts = Counter(entity.label for extraction in extractions for entity in extraction.entities)
    return [{"label": t.label, "colour": t.colour, "doc": t.doc, "count": counts[t.label]} for t in NODE_TYPES if t.entity]


def _digest(text: object) -> str:
    return b64encode(sha256(str(text).encode("utf-8")).digest()).decode("ascii")


def to_reading(readings: Sequence[tuple[Paper, Extraction]], *, title: str = "What the papers say") -> Iterator[str]:
    """Yield the page of some papers and their extractions, in pieces."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("kg.export", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["digest"] = _digest
    papers = [(number, paper, extraction) for number, (paper, extraction) in enumerate(readings, start=1)]
    page = environment.get_template("reading.html.j2").generate(
        title=title,
        kinds=_kinds(extraction for _, extraction in readings),
        contents=[{"number": n, "title": _title(p), "entities": len(e.entities)} for n, p, e in papers],
        relations=sum(len(extraction.relations) for _, extraction in readings),
        results=sum(len(extraction.results) for _, extraction in readings),
        papers=(_view(*paper) for paper in papers),
    )
    return (scalar_text(piece).translate(_CONTROLS) for piece in page)


def write_reading(readings: Sequence[tuple[Paper, Extraction]], path: Path, *, title: str = "What the papers say") -> None:
    """Write the page of some papers and their extractions, all of it or nothing."""
    write_chunks(to_reading(readings, title=title), path)
