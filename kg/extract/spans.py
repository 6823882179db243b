"""Which strings of a paper may be names: spans of words that the tagger or the encoder believe in, joined by their string.

A string that is a name in one place is one wherever it stands, so what is decided on is the string, with what is known of all its
places.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.features import KINDS
from kg.extract.windows import Page
from kg.lexicon import normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["FEATURES", "Proposal", "proposals"]

_LEAST = 0.05
_LONGEST = 12
_WIDTH = len(KINDS)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A string that may be a name: the ranges of words where it stands, and its features (`FEATURES`)."""

    key: str
    spans: tuple[Span, ...]
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """How likely the words from n on, so many, are one mention of each kind: (words, _LONGEST, kinds); and of any kind.

    A tag is taken to depend on the one before it alone: begin, go on, stop.
    """

    kinds: Floats
    totals: Floats


def _table(tags: Floats) -> _Table:
    import numpy as np

    begin, inside = tags[:, 1::2], tags[:, 2::2]
    count = len(tags)
    on = np.zeros((count + _LONGEST + 1, _WIDTH), np.float32)
    on[1:count] = inside[1:] / np.maximum(begin[:-1] + inside[:-1], 1e-6)
    stop = np.maximum(0.0, 1.0 - on)
    on = np.minimum(on, 1.0)
    kinds = np.zeros((count, _LONGEST, _WIDTH), np.float32)
    alive = begin.astype(np.float32)
    for more in range(_LONGEST):
        if more:
            alive = alive * on[more : more + count]
        kinds[:, more] = alive * stop[more + 1 : more + 1 + count]
        kinds[count - more :, more] = 0.0
    return _Table(kinds, kinds.sum(axis=2))


def _likely(tables: Sequence[_Table]) -> dict[Span, float]:
    """Return the spans that one of the tables holds likely enough, with their probability whatever the kind."""
    import numpy as np

    most = np.maximum(*(table.totals for table in tables))
    return {(n, n + 1 + more): float(most[n, more]) for n, more in np.argwhere(most >= _LEAST).tolist()}


def _places(words: Sequence[str], wanted: Mapping[str, list[tuple[str, ...]]]) -> Iterator[tuple[tuple[str, ...], Span]]:
    for start, word in enumerate(words):
        for string in wanted.get(word, ()):
            if tuple(words[start : start + len(string)]) == string:
                yield string, (start, start + len(string))


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def _pooled(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the kinds' mean and the log odds of the largest and the mean total over the places of a string."""
    totals = [min(sum(row), 1.0) for row in rows]
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    whole = max(sum(means), 1e-6)
    return [*means, *(mean / whole for mean in means), _logit(max(totals)), _logit(sum(totals) / len(totals))]


_MARKS = ("short", "long", *KINDS)
_POOLED = [*(f"mean {kind}" for kind in KINDS), *(f"share {kind}" for kind in KINDS), "most", "mean"]
FEATURES: tuple[str, ...] = (
    *(f"tagger {name}" for name in _POOLED),
    *(f"encoder {name}" for name in _POOLED),
    *(f"places {n}" for n in (1, 2, 3)),
    *(f"words {n}" for n in (1, 2, 3, 4, 5)),
    *("in title", "only title", "capital inside", "capitals", "digit", "lower", "mark", "first sentences", "kin", "kin more"),
    *("around", "within", "across", "neighbour"),
    *(f"mark {name}" for name in _MARKS),
)


def _form(text: str) -> list[float]:
    letters = [c for c in text if c.isalpha()]
    capital = any(c.isupper() for word in text.split() for c in word[1:])
    return [
        float(capital),
        float(bool(letters) and all(c.isupper() for c in letters)),
        float(any(c.isdigit() for c in text)),
        float(text.islower()),
        float(any(not c.isalnum() and c not in " -" for c in text)),
    ]


def _standing(other: Span, here: Span) -> int:
    """Return 0 where a span holds another, 1 where it lies in it, 2 where it crosses it, 3 where it stands beside it."""
    if other[0] >= here[1] or other[1] <= here[0]:
        return 3
    if other[0] <= here[0] and other[1] >= here[1]:
        return 0
    return 1 if other[0] >= here[0] and other[1] <= here[1] else 2


def _rivals(spans: Sequence[Span], likely: Mapping[Span, float], by_word: Mapping[int, Sequence[Span]]) -> list[float]:
    """Return how likely the likeliest spans are, over all places, that hold the string, lie in it, cross it, or touch it."""
    most = [0.0, 0.0, 0.0, 0.0]
    for start, end in spans:
        here = (start, end)
        for n in range(start - 1, end + 1):
            for other in by_word.get(n, ()):
                kind = _standing(other, here)
                if other != here and likely[other] > most[kind]:
                    most[kind] = likely[other]
    return most


def proposals(found: Page, tagger: Floats, encoder: Floats, marks: Sequence[Sequence[str]], text_of: Sequence[str]) -> list[Proposal]:
    """Return the strings of a page that may be names, in the order of their first places.

    `tagger` and `encoder` are tag probabilities (words, TAGS), `marks` what the lexicon and the acronyms say of each word, `text_of`
    the texts of the sections by number.
    """
    tables = (_table(tagger), _table(encoder))
    likely = _likely(tables)
    words = [word.text.casefold() for word in found.words]
    strings = dict.fromkeys(tuple(words[start:end]) for start, end in sorted(likely))
    first: dict[str, list[tuple[str, ...]]] = {}
    for string in strings:
        first.setdefault(string[0], []).append(string)
    places: dict[tuple[str, ...], list[Span]] = {string: [] for string in strings}
    for string, (start, end) in _places(words, first):
        if found.words[start].section == found.words[end - 1].section:
            places[string].append((start, end))
    by_word: dict[int, list[Span]] = {}
    for span in likely:
        for n in range(*span):
            by_word.setdefault(n, []).append(span)
    return _described(found, tables, places, (likely, by_word), marks, text_of)


def _marked(marks: Sequence[Sequence[str]]) -> Floats:
    """Return, for each kind of mark, how many of the first n words bear it: (marks, words + 1)."""
    import numpy as np

    rows = np.zeros((len(_MARKS), len(marks) + 1), np.float32)
    for n, own in enumerate(marks, 1):
        for mark in own:
            rows[_MARKS.index(mark.rpartition(":")[2].rpartition("-")[2]), n] = 1.0
    return rows.cumsum(axis=1)


def _described(
    found: Page,
    tables: Sequence[_Table],
    places: Mapping[tuple[str, ...], Sequence[Span]],
    beliefs: tuple[Mapping[Span, float], Mapping[int, Sequence[Span]]],
    marks: Sequence[Sequence[str]],
    text_of: Sequence[str],
) -> list[Proposal]:
    told = []
    marked = _marked(marks)
    kin: dict[str, list[tuple[float, int]]] = {}
    for string, spans in places.items():
        if not spans:
            continue
        start, end = spans[0]
        text = text_of[found.words[start].section][found.words[start].start : found.words[end - 1].end]
        where, size = [span[0] for span in spans], len(string) - 1
        rows = [table.kinds[where, size].tolist() for table in tables]
        key = normalise(text)
        mean = sum(min(sum(row), 1.0) for row in rows[0]) / len(spans)
        kin.setdefault(key, []).append((mean, len(spans)))
        titled = sum(end <= found.title for _, end in spans)
        line = [
            *_pooled(rows[0]),
            *_pooled(rows[1]),
            *(float(min(len(spans), 3) == n) for n in (1, 2, 3)),
            *(float(min(len(string), 5) == n) for n in (1, 2, 3, 4, 5)),
            float(titled > 0),
            float(titled == len(spans)),
            *_form(text),
            float(min(found.words[start].sentence for start, _ in spans) <= 1),
        ]
        tail = [*_rivals(spans, *beliefs), *((marked[:, [b for _, b in spans]] - marked[:, where]).max(axis=1) / len(string)).tolist()]
        told.append((" ".join(string), tuple(spans), key, mean, line, tail))
    return [Proposal(string, spans, (*line, *_kinship(kin[key], mean, len(spans)), *tail)) for string, spans, key, mean, line, tail in told]


def _kinship(rows: Sequence[tuple[float, int]], mean: float, count: int) -> tuple[float, float]:
    """Return what is believed of the other strings of one key (plural, hyphen), and how many places they have."""
    others = sum(m * n for m, n in rows) - mean * count
    number = sum(n for _, n in rows) - count
    return (others / number if number else mean), float(min(number, 3)) / 3
