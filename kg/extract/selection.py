"""From candidates to mentions: the surest first, longer before shorter, none overlapping."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.extract.candidates import ANY, KEY, Candidate, notes

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["select", "select_mentions"]


def select(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that stay, in the order of reading: the surest first, and nothing that overlaps one that stays.

    >>> select([Candidate(0, 4, "Method", 0.9, "title"), Candidate(2, 9, "Concept", 0.5, "nounphrase")])
    [Candidate(start=0, end=4, label='Method', confidence=0.9, extractor='title', id='')]
    """
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda c: (-c.confidence, c.start - c.end, c.start, c.label, c.extractor)):
        places = range(candidate.start, candidate.end)
        if candidate.label != ANY and taken.isdisjoint(places):
            taken.update(places)
            kept.append(candidate)
    return sorted(kept)


def select_mentions(doc: Doc) -> Doc:
    """Put the mentions into `doc.spans["kg"]`, and beside them who found each and how sure."""
    noted = notes(doc)
    starts = {token.idx: token.i for token in doc}
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    spans = []
    for c in select(c for c in noted["candidates"] if c.start in starts and c.end in ends):
        span = doc[starts[c.start] : ends[c.end]]
        span.label_, span.id_ = c.label, c.id
        spans.append(span)
        noted["mentions"][c.start, c.end] = (c.confidence, c.extractor)
    doc.spans[KEY] = spans
    return doc
