"""Known strings in a text, at word boundaries, longest first: time linear in the text, however many strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.extract.tokens import word_spans
from kg.model import Span

__all__ = ["PhraseIndex", "find_phrases", "index_phrases", "words_of"]

PhraseIndex = Mapping[str, Sequence[tuple[str, ...]]]
"""First word -> the phrases that start with it, as words, longest first."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words and marks of a text.

    >>> words_of("k-NN search")
    ('k', '-', 'NN', 'search')
    """
    return tuple(text[a:b] for a, b in word_spans(text))


def index_phrases(phrases: Iterable[tuple[str, ...]]) -> PhraseIndex:
    """Return the index of phrases given as words."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        if phrase:
            index.setdefault(phrase[0], []).append(phrase)
    return index


def find_phrases(words: Sequence[str], spans: Sequence[Span], index: PhraseIndex) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Yield span and words of each phrase of the index that stands in a text, none overlapping.

    >>> text = "a graph neural network"
    >>> index = index_phrases([("graph",), ("graph", "neural", "network")])
    >>> [span for span, _ in find_phrases(words_of(text), word_spans(text), index)]
    [(2, 22)]
    """
    i = 0
    while i < len(words):
        found = next((p for p in index.get(words[i], ()) if tuple(words[i : i + len(p)]) == p), None)
        if found:
            yield (spans[i][0], spans[i + len(found) - 1][1]), found
        i += len(found) if found else 1
