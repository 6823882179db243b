"""Names that a title puts before its colon: `KIVI: ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.candidates import Candidate, notes, propose
from kg.extract.kinds import DATASET_HEADS
from kg.extract.names import is_name, looks_like_dataset

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_title_names", "title_names"]

EXTRACTOR = "title"
_BEFORE_COLON = re.compile(r"\s{0,3}([^:\u2013\u2014]{2,40}?)\s{0,3}(?::|\s[-\u2013\u2014]+)\s+(?=\S)")
_DATASET = re.compile(rf"\b(?:{'|'.join(DATASET_HEADS[:8])})s?\b", re.I)


def find_title_names(title: str) -> Iterator[Candidate]:
    """Yield the name before the colon of a title, if it is shaped like one; an idiom is none.

    >>> [(c.start, c.end, c.label) for c in find_title_names("TreeBench: A Benchmark for Parsers")]
    [(0, 9, 'Dataset')]
    >>> list(find_title_names("Mind the gap: on parsers"))
    []
    """
    match = _BEFORE_COLON.match(title)
    if match is None or not is_name(match[1]):
        return
    dataset = looks_like_dataset(match[1]) or _DATASET.search(title, match.end())
    yield Candidate(*match.span(1), "Dataset" if dataset else "Method", 0.95, EXTRACTOR)


def title_names(doc: Doc) -> Doc:
    """Propose the name that a title starts with."""
    return propose(doc, find_title_names(notes(doc)["text"]) if notes(doc)["section"] == "title" else ())
