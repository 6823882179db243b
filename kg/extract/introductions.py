"""Names that a sentence introduces: `we propose X`, `called X`, and what `X, a ...` says that they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.candidates import Candidate, notes, propose
from kg.extract.kinds import apposition_label, head_label
from kg.extract.names import NAME, looks_like_dataset

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_introduced_names", "introduced_names"]

EXTRACTOR = "introduction"
_VERBS = (
    "propos|present|introduc|develop|releas|describ|design|creat|construct|build|unveil|contribut|devis|curat|establish|open-sourc|collect"
)
_INTRODUCE = re.compile(
    rf"\b(?:[Ww]e|paper|work|article|study|report)\b[^.;]{{0,40}}?\b(?:{_VERBS})\w*\s+(?:the\s+|our\s+)?(?P<name>{NAME})"
)
_CALLED = re.compile(
    rf"(?:\b(?P<head>\w+))?(?:\s?\([^()]{{0,80}}\))?[,\s]{{1,3}}(?:which\s+(?:we|is)\s+)?(?:called|named|dubbed|termed|coined|namely|titled|denoted(?:\s+as|\s+by)?"
    rf"|refer(?:red)?\s+to(?:\s+\w+)?\s+as|call|name|dub|term)[,:]?\s+(?:it\s+|as\s+)?(?:the\s+)?[\"'\u201c\u2018]?(?P<name>{NAME}|[A-Z]\w+(?=[\"'\u201d\u2019,.;:)]|\s(?:which|that|for|to|with)\b))"
)


def _candidate(text: str, match: re.Match[str], head: str | None) -> Candidate:
    start, end = match.span("name")
    label = apposition_label(text, end) or (head_label(head) if head else None)
    if label is None:
        label = "Dataset" if looks_like_dataset(match["name"]) else "Method"
    return Candidate(start, end, label, 0.9, EXTRACTOR)


def find_introduced_names(text: str) -> Iterator[Candidate]:
    """Yield the names that a text introduces.

    >>> text = "We introduce TreeSet, a corpus of trees, and a parser called Zorblat."
    >>> [(text[c.start : c.end], c.label) for c in find_introduced_names(text)]
    [('TreeSet', 'Dataset'), ('Zorblat', 'Method')]
    """
    for match in _INTRODUCE.finditer(text):
        yield _candidate(text, match, None)
    for match in _CALLED.finditer(text):
        yield _candidate(text, match, match["head"])


def introduced_names(doc: Doc) -> Doc:
    """Propose the names that a Doc introduces."""
    return propose(doc, find_introduced_names(notes(doc)["text"]))
