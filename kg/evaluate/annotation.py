"""A record in the gold format, checked and made comparable: what one paper says, as one system or person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.errors import ReadError
from kg.model import Paper, Result
from kg.schema import ENTITY_LABELS, RELATIONS, ROLES

__all__ = ["RESULT_ENDS", "Annotation", "Mark", "Thing", "annotation", "expand", "marks"]

Mark = tuple[str, int, int, str]
"""Section, start, end and label of a mention."""

RESULT_ENDS: tuple[str, ...] = ("method", "metric", "dataset", "task", "baseline")
_SECTIONS = ("title", "abstract")


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """One entity of a record; `strings` are the distinct ways in which the text writes it, sorted."""

    strings: tuple[str, ...]
    name: str
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """One record: its things sorted, so that nothing depends on their order in the file; `mentions` None where it gives no offsets."""

    id: str
    things: tuple[Thing, ...] = ()
    relations: tuple[tuple[str, str, str], ...] = ()
    results: tuple[Result, ...] = ()
    mentions: tuple[Mark, ...] | None = None


def annotation(record: object, *, path: str = "", line: int | None = None) -> Annotation:
    """Read a record in the gold format.

    Raises ReadError, with path and line, where a field is missing or of the wrong kind, a label, role or predicate is
    unknown, a name stands twice, or a relation or a result names no entity of the record.

    >>> entity = {"name": "graph", "type": "Concept", "role": "USES", "mentions": ["graphs", "graph", "graphs"]}
    >>> annotation({"id": "p1", "entities": [entity]}).things[0].strings
    ('graph', 'graphs')
    >>> annotation({"id": "p1", "entities": [entity | {"type": "Thing"}]}, path="gold.jsonl", line=3)
    Traceback (most recent call last):
    kg.errors.ReadError: gold.jsonl:3: entities[0].type: expected one of Method, Dataset, Task, Metric, Concept, got 'Thing'
    """
    try:
        return _annotation(record)
    except _BreachError as breach:
        raise ReadError(str(breach), path=path, line=line, value=breach.value) from None


class _BreachError(Exception):
    """A breach of the format, before it is known where the record stands."""

    def __init__(self, where: str, expected: str, value: object) -> None:
        shown = repr(value)
        super().__init__(f"{where}: expected {expected}, got {shown if len(shown) <= 80 else shown[:77] + '...'}")
        self.value = value


def _annotation(record: object) -> Annotation:
    fields = _mapping(record, "record")
    things = tuple(_thing(entity, where) for where, entity in _items(fields, "entities", required=True))
    names = [thing.name for thing in things]
    for name in names:
        if names.count(name) > 1:
            raise _BreachError("entities", "each name once", name)
    return Annotation(
        _text(fields.get("id"), "id"),
        tuple(sorted(things)),
        tuple(sorted(_relation(item, where, names) for where, item in _items(fields, "relations"))),
        tuple(_result(item, where, names) for where, item in _items(fields, "results")),
        None if fields.get("mentions") is None else tuple(_mark(item, where) for where, item in _items(fields, "mentions")),
    )


def _thing(entity: object, where: str) -> Thing:
    fields = _mapping(entity, where)
    strings = {_text(string, at) for at, string in _items(fields, "mentions", where, required=True)}
    return Thing(
        tuple(sorted(strings)),
        _text(fields.get("name"), f"{where}.name"),
        _one_of(fields.get("type"), f"{where}.type", ENTITY_LABELS),
        _one_of(fields.get("role"), f"{where}.role", ROLES),
    )


def _relation(item: object, where: str, names: Iterable[str]) -> tuple[str, str, str]:
    if not isinstance(item, list | tuple) or len(item) != 3:
        raise _BreachError(where, "[subject, predicate, object]", item)
    subject, predicate, tail = item
    return _end(subject, where, names), _one_of(predicate, where, RELATIONS), _end(tail, where, names)


def _result(item: object, where: str, names: Iterable[str]) -> Result:
    fields = _mapping(item, where)
    value = fields.get("value")
    ends = (None if fields.get(end) in (None, "") else _end(fields[end], f"{where}.{end}", names) for end in RESULT_ENDS)
    method, metric, dataset, task, baseline = ends
    figure = _text(str(value) if isinstance(value, int | float) else value, f"{where}.value")
    return Result(figure, method, metric, dataset, task, baseline)


def _mark(item: object, where: str) -> Mark:
    fields = _mapping(item, where)
    start, end = fields.get("start"), fields.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise _BreachError(where, "integers 0 <= start < end", (start, end))
    label = _one_of(fields.get("label"), f"{where}.label", ENTITY_LABELS)
    return _text(fields.get("section"), f"{where}.section"), start, end, label


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _BreachError(where, "an object", value)
    return value


def _items(fields: Mapping[str, object], key: str, parent: str = "", *, required: bool = False) -> Iterator[tuple[str, object]]:
    where = f"{parent}.{key}" if parent else key
    value = fields.get(key)
    if value is None and not required:
        return
    if not isinstance(value, list | tuple):
        raise _BreachError(where, "a list", value)
    for index, item in enumerate(value):
        yield f"{where}[{index}]", item


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise _BreachError(where, "a text", value)
    return value


def _one_of(value: object, where: str, choices: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise _BreachError(where, f"one of {', '.join(choices)}", value)
    return value


def _end(value: object, where: str, names: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in names:
        raise _BreachError(where, "the name of an entity of this record", value)
    return value


def marks(paper: Paper, record: Annotation) -> tuple[Mark, ...]:
    """Return the mentions of a record in the title and the abstract: its own offsets, else every occurrence of its strings.

    Raises ReadError where an offset lies outside its section.

    >>> thing = Thing(("graph",), "graph", "Concept", "USES")
    >>> marks(Paper("A graph", abstract="Graphs, one graph."), Annotation("p1", (thing,)))
    (('title', 2, 7, 'Concept'), ('abstract', 12, 17, 'Concept'))
    """
    texts = {"title": paper.title, "abstract": paper.abstract}
    if record.mentions is None:
        labels = {string: thing.label for thing in reversed(record.things) for string in thing.strings}
        return tuple((name, *found) for name in _SECTIONS for found in expand(texts[name], labels))
    for section, start, end, _label in record.mentions:
        if section in texts and end > len(texts[section]):
            place = f"{record.id}: mention {start}-{end} lies outside the {section} of {len(texts[section])} characters"
            raise ReadError(f"{place}; was it made from this text?", value=(section, start, end))
    return tuple(mark for mark in record.mentions if mark[0] in texts)


def expand(text: str, labels: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Find every occurrence of the strings at word boundaries, the longest first, so that none overlaps another.

    Of two of one length that overlap the first in the text stands.

    >>> expand("KV cache, cached KV", {"KV": "Concept", "KV cache": "Method", "cache": "Concept"})
    [(0, 8, 'Method'), (17, 19, 'Concept')]
    """
    found = ((start, start + len(string), label) for string, label in labels.items() for start in _occurrences(text, string))
    taken = bytearray(len(text))
    kept = []
    for start, end, label in sorted(found, key=lambda span: (span[0] - span[1], span)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, label))
    return sorted(kept)


def _occurrences(text: str, string: str) -> Iterator[int]:
    start = text.find(string)
    while start >= 0:
        if not _inside_word(text, start) and not _inside_word(text, start + len(string)):
            yield start
        start = text.find(string, start + 1)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and _is_word(text[at - 1]) and _is_word(text[at])


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
