"""How sure an extraction was of what it said, beside whether the gold says it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.evaluate.annotation import Annotation, Thing, annotation, marks
from kg.evaluate.calibration import Pair
from kg.evaluate.matching import match
from kg.model import Paper

__all__ = ["CLAIMS", "claims"]

CLAIMS = ("mentions", "roles", "relations")


def claims(paper: Paper, gold: Annotation, record: Mapping[str, object]) -> dict[str, list[Pair]]:
    """Return for each kind of claim of a record of `kg extract` its confidence and whether it is right.

    A mention is right with span and type, a role where its entity is paired with a gold one of that role, a relation where both
    ends are paired and the gold states it. A claim without a confidence is left out.

    >>> gold = annotation({"id": "p", "entities": [{"name": "Foo", "type": "Method", "role": "USES", "mentions": ["Foo"]}]})
    >>> mention = {"section": "title", "start": 0, "end": 3, "label": "Method", "confidence": 0.8}
    >>> entity = {"name": "Foo", "type": "Method", "role": "PROPOSES", "mentions": ["Foo"], "confidence": 0.6}
    >>> claims(Paper("Foo"), gold, {"id": "p", "entities": [entity], "mentions": [mention]})
    {'mentions': [(0.8, True)], 'roles': [(0.6, False)], 'relations': []}
    """
    predicted = annotation(record)
    paired = {predicted.things[j].name: gold.things[i] for j, i in match(gold.things, predicted.things).items()}
    stated = {(subject, predicate, end) for subject, predicate, end in gold.relations}
    return {
        "mentions": list(_mentions(paper, gold, record)),
        "roles": list(_roles(paired, record)),
        "relations": list(_relations(paired, stated, record)),
    }


def _items(record: Mapping[str, object], key: str) -> Iterator[Mapping[str, object]]:
    found = record.get(key)
    yield from (item for item in (found if isinstance(found, list) else []) if isinstance(item, Mapping))


def _sure(item: Mapping[str, object]) -> float | None:
    confidence = item.get("confidence")
    return float(confidence) if isinstance(confidence, int | float) else None


def _mentions(paper: Paper, gold: Annotation, record: Mapping[str, object]) -> Iterator[Pair]:
    wanted = set(marks(paper, gold))
    for item in _items(record, "mentions"):
        sure = _sure(item)
        if sure is not None and item.get("section") in ("title", "abstract"):
            yield sure, (item.get("section"), item.get("start"), item.get("end"), item.get("label")) in wanted


def _roles(paired: Mapping[str, Thing], record: Mapping[str, object]) -> Iterator[Pair]:
    for item in _items(record, "entities"):
        sure, thing = _sure(item), paired.get(str(item.get("name")))
        if sure is not None:
            yield sure, thing is not None and thing.role == item.get("role")


def _relations(paired: Mapping[str, Thing], stated: set[tuple[str, str, str]], record: Mapping[str, object]) -> Iterator[Pair]:
    triples = record.get("relations")
    for triple, item in zip(triples if isinstance(triples, list) else [], _items(record, "relation_evidence"), strict=False):
        sure = _sure(item)
        subject, end = paired.get(triple[0]), paired.get(triple[2])
        if sure is not None:
            yield sure, subject is not None and end is not None and (subject.name, triple[1], end.name) in stated
