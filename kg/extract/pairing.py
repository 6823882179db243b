"""Numbers about pairs of entities that the trained reader looks at: where their nearest mentions stand, and how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.windows import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

__all__ = ["DISTANCES", "nearest_pairs"]

_STEPS = (1, 2, 4, 8, 16, 32)
_APART = 4
DISTANCES = 2 * _APART * (len(_STEPS) + 1) * 2
"""How many classes of distance there are."""

_FAR = 1000
_ALL = 320
"""So many mentions are paired each with each; of more, those at most _NEAR sentences and _BESIDE mentions apart."""
_NEAR = 2
_BESIDE = 40


def _candidates(sentence: Integers, starts: Integers) -> tuple[Integers, Integers]:
    """Return the ordered pairs of mentions that are looked at, as two arrays of numbers."""
    import numpy as np

    count = len(sentence)
    if count <= _ALL:
        left, right = np.divmod(np.arange(count * count), max(count, 1))
        return left, right
    order = np.lexsort((starts, sentence))
    ordered, numbers = sentence[order], np.arange(count)
    last = np.minimum(np.searchsorted(ordered, ordered + _NEAR, side="right"), numbers + _BESIDE + 1)
    first = np.maximum(np.searchsorted(ordered, ordered - _NEAR, side="left"), numbers - _BESIDE)
    left = np.repeat(numbers, last - first)
    right = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
    return order[left], order[right]


def nearest_pairs(found: Page, spans: Sequence[tuple[int, int]], entities: Sequence[int]) -> tuple[Integers, Integers, Integers]:
    """Return for ordered pairs of entities their nearest mentions, and the class of the distance.

    `spans` are the mentions as numbers of words (start, end), `entities` the entity of each, from 0 without gaps. The rows of the
    first array are subject and object; of the second the mentions of both; the third has one class a pair. Mentions of one
    sentence are nearer than those of two; a tie goes to the first. All pairs are there where the paper is not a long one.

    >>> from kg.extract.windows import Word
    >>> words = tuple(Word(0, n, n + 1, 0, "x") for n in range(6))
    >>> pairs, mentions, _ = nearest_pairs(Page(words, 0), [(0, 1), (2, 3), (5, 6)], [0, 1, 0])
    >>> pairs.tolist(), mentions.tolist()
    ([[0, 1], [1, 0]], [[0, 1], [1, 0]])
    """
    import numpy as np

    ranges = np.array(spans, dtype=np.int64).reshape(-1, 2)
    starts, ends = ranges[:, 0], ranges[:, 1]
    owner = np.array(entities, dtype=np.int64)
    sentence = np.array([found.words[start].sentence for start, _ in spans], dtype=np.int64)
    left, right = _candidates(sentence, starts)
    apart = owner[left] != owner[right]
    left, right = left[apart], right[apart]
    away = np.abs(sentence[left] - sentence[right])
    gap = np.maximum(np.maximum(starts[right] - ends[left], starts[left] - ends[right]), 0)
    order = np.lexsort((right, left, np.minimum(gap, _FAR) + _FAR * away, owner[right], owner[left]))
    ends_of = np.stack([owner[left], owner[right]], axis=1)[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (ends_of[1:] != ends_of[:-1]).any(axis=1)
    chosen = order[first]
    one, two = left[chosen], right[chosen]
    ahead = (starts[one] <= starts[two]).astype(np.int64)
    far = np.minimum(away[chosen], _APART - 1)
    step = np.searchsorted(np.array(_STEPS), gap[chosen], side="left")
    titled = ((starts[one] < found.title) | (starts[two] < found.title)).astype(np.int64)
    kinds = ((ahead * _APART + far) * (len(_STEPS) + 1) + step) * 2 + titled
    return ends_of[first], np.stack([one, two], axis=1), kinds
