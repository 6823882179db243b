"""The features of words for the tagger: how a word is written, what stands around it, and what the encoder holds it to be."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.acronyms import find_definitions
from kg.extract.gazetteer import find_known_names, load_names
from kg.extract.text import SectionText
from kg.extract.windows import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Posteriors = NDArray[np.float32]

__all__ = ["KINDS", "TAGS", "features", "word_marks"]

KINDS = ("Method", "Dataset", "Task", "Metric", "Concept")
TAGS = ("O", *(f"{side}-{kind}" for kind in KINDS for side in "BI"))
"""What the encoder and the tagger say of a word."""

_RUNS = ((re.compile(r"[A-Z]+"), "X"), (re.compile(r"[a-z]+"), "x"), (re.compile(r"[0-9]+"), "9"))
_STEPS = (0.3, 0.5, 0.7, 0.9, 0.97)
_OFTEN = 4
_LITTLE = 0.01
_HELD = tuple(f"p:{tag}" for tag in TAGS)
_AGAIN = tuple(f"r:{kind}" for kind in KINDS)


@lru_cache(maxsize=1 << 14)
def _own(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a word in lower case, its pattern (`Xx9` for `Gpt4`), and the features of its letters; the tagger holds no lone surrogate."""
    text = text.encode(errors="replace").decode()
    low, pattern = text.lower(), text
    for run, mark in _RUNS:
        pattern = run.sub(mark, pattern)
    return (
        low,
        pattern,
        (f"w={low}", f"s={pattern}", f"p3={low[:3]}", f"p4={low[:4]}", f"e2={low[-2:]}", f"e3={low[-3:]}", f"e4={low[-4:]}"),
    )


def _cover(starts: Sequence[int], first: int, spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the words that start inside the spans, the first of each marked B, the others I.

    `starts` are the offsets of the words of a section, the first of which is number `first`.
    """
    for start, end, name in spans:
        left, right = bisect_left(starts, start), bisect_left(starts, end)
        yield from ((first + n, f"{'B' if n == left else 'I'}-{name}") for n in range(left, right))


def word_marks(found: Page, sections: Sequence[SectionText], *, use_lexicon: bool) -> list[list[str]]:
    """Return for each word what the lexicon and the acronyms of the paper say of it.

    >>> from kg.extract.windows import page
    >>> sections = [SectionText("abstract", "Deep nets (DN)", ((0, 14),))]
    >>> word_marks(page(sections), sections, use_lexicon=False)
    [['B-long'], ['I-long'], [], ['B-short'], []]
    """
    marks: list[list[str]] = [[] for _ in found.words]
    names = load_names() if use_lexicon else {}
    for number, section in enumerate(sections):
        spans = [(*span, f"lex:{known.label}") for span, known in find_known_names(section.text, names)]
        for definition in find_definitions(section.text):
            spans += [(*definition.short_span, "short"), (*definition.long_span, "long")]
        own = [n for n, word in enumerate(found.words) if word.section == number]
        for n, mark in _cover([found.words[n].start for n in own], own[0] if own else 0, spans):
            marks[n].append(mark)
    return marks


def _around(lows: Sequence[str], shapes: Sequence[str], n: int) -> Iterator[str]:
    """Yield the features of the neighbours of word `n`."""
    for step in (-2, -1, 1, 2):
        inside = 0 <= n + step < len(lows)
        yield f"w{step}={lows[n + step] if inside else '|'}"
        if abs(step) == 1:
            yield f"s{step}={shapes[n + step] if inside else '|'}"
            yield f"e{step}={lows[n + step][-3:] if inside else '|'}"
    if n:
        yield f"w-1w={lows[n - 1]} {lows[n]}"
    if n + 1 < len(lows):
        yield f"ww1={lows[n]} {lows[n + 1]}"


def _top(likely: float) -> int:
    return bisect_right(_STEPS, likely)


def _repeated(kinds: Posteriors, lows: Sequence[str]) -> list[list[float] | None]:
    """Return for each word the mean over the other places of the same word, None where there is no other."""
    import numpy as np

    number = {low: n for n, low in enumerate(dict.fromkeys(lows))}
    place = np.array([number[low] for low in lows])
    sums = np.zeros((len(number), len(KINDS)))
    np.add.at(sums, place, kinds)
    counts = np.bincount(place)[place]
    means = ((sums[place] - kinds) / np.maximum(counts - 1, 1)[:, None]).tolist()
    return [mean if count > 1 else None for mean, count in zip(means, counts.tolist(), strict=True)]


def _believed(rows: Posteriors, lows: Sequence[str]) -> Iterator[dict[str, float]]:
    """Yield for each word what the encoder holds of it, of its neighbours, and of the same word elsewhere in the paper."""
    begins = rows[:, 1::2].sum(axis=1).tolist()
    repeated = _repeated(rows[:, 1::2] + rows[:, 2::2], lows)
    table = rows.tolist()
    best = [TAGS[n] for n in rows.argmax(axis=1).tolist()]
    tops = [f"{tag}/{_top(max(row))}" for tag, row in zip(best, table, strict=True)]
    for n, row in enumerate(table):
        found = {name: p for name, p in zip(_HELD, row, strict=True) if p > _LITTLE}
        found[f"t={tops[n]}"] = 1.0
        for step in (-1, 1):
            if 0 <= n + step < len(lows):
                found[f"t{step}={tops[n + step]}"] = 1.0
                found[f"o{step}"] = table[n + step][0]
                found[f"b{step}"] = begins[n + step]
                found[f"tt{step}={best[n]} {best[n + step]}"] = 1.0
        mean = repeated[n]
        if mean is not None:
            found |= {name: p for name, p in zip(_AGAIN, mean, strict=True) if p > _LITTLE}
            found["r"] = 1.0
        yield found


def features(found: Page, marks: Sequence[Sequence[str]], posteriors: Posteriors | None = None) -> list[dict[str, float]]:
    """Return the features of each word of a page.

    `marks` are those of `word_marks`, `posteriors` the encoder's probabilities (words, TAGS), where it was asked.

    >>> from kg.extract.windows import page
    >>> sections = [SectionText("title", "Deep nets", ((0, 9),))]
    >>> "e3=ets" in features(page(sections), [[], []])[1]
    True
    """
    own = [_own(word.text) for word in found.words]
    lows, shapes = [low for low, _, _ in own], [shape for _, shape, _ in own]
    often = Counter(lows)
    rows: list[dict[str, float]] = []
    for n, (low, _, letters) in enumerate(own):
        told = dict.fromkeys((*letters, *_around(lows, shapes, n), *marks[n]), 1.0)
        told["b"] = 1.0
        told[f"n={min(often[low], _OFTEN)}"] = 1.0
        told["title" if n < found.title else f"k={min(found.words[n].sentence, _OFTEN)}"] = 1.0
        rows.append(told)
    if posteriors is not None and len(rows):
        for row, believed in zip(rows, _believed(posteriors, lows), strict=True):
            row |= believed
    return rows
