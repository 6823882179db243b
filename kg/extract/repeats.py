"""Names that the paper itself introduces, wherever they stand again: what its title, its `we propose X` and its acronyms say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.acronyms import find_definitions
from kg.extract.candidates import ANY, Candidate, notes, propose
from kg.extract.introductions import find_introduced_names
from kg.extract.phrases import find_phrases, index_phrases, words_of
from kg.extract.titles import find_title_names
from kg.extract.tokens import word_spans
from kg.model import Section

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["OwnNames", "find_repeats", "own_names", "repeated_names"]

EXTRACTOR = "repeat"
SURE = 0.75
OwnNames = Mapping[tuple[str, ...], Candidate]
"""Words of a name -> where the paper introduced it."""


def _introduced(section: Section) -> Iterator[Candidate]:
    if section.name == "title":
        yield from find_title_names(section.text)
    yield from find_introduced_names(section.text)
    for definition in find_definitions(section.text):
        for span in (definition.short_span, definition.long_span):
            yield Candidate(*span, ANY, SURE, EXTRACTOR)


def own_names(sections: Iterable[Section]) -> OwnNames:
    """Return the names that the sections of one paper introduce, each with its surest candidate.

    >>> [" ".join(words) for words in own_names([Section("title", "Zorblat: Deep Trees (DT)"), Section("abstract", "We propose FooNet.")])]
    ['Zorblat', 'DT', 'Deep Trees', 'FooNet']
    """
    names: dict[tuple[str, ...], Candidate] = {}
    for section in sections:
        for candidate in _introduced(section):
            words = words_of(section.text[candidate.start : candidate.end])
            if words not in names or names[words].confidence < candidate.confidence:
                names[words] = candidate
    return names


def find_repeats(text: str, names: OwnNames) -> Iterator[Candidate]:
    """Yield the names of the paper where a text repeats them.

    >>> names = {("Zor", "-", "2"): Candidate(0, 5, "Method", 0.9, "title")}
    >>> [(c.start, c.end, c.label) for c in find_repeats("We run Zor-2 twice.", names)]
    [(7, 12, 'Method')]
    """
    spans = word_spans(text)
    for (start, end), words in find_phrases([text[a:b] for a, b in spans], spans, index_phrases(names)):
        yield replace(names[words], start=start, end=end, confidence=SURE, extractor=EXTRACTOR)


def repeated_names(doc: Doc) -> Doc:
    """Propose the paper's own names where a Doc repeats them."""
    noted = notes(doc)
    return propose(doc, find_repeats(noted["text"], noted["names"]))
