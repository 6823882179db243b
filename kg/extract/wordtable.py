"""The table of generic words: how often each stands outside a name, at its start, inside or at its end, by kind of thing.

Counted on annotated abstracts by scripts/make_word_table.py. It holds words that many papers write in lower case, never a
name: a word that is not in it counts by its shape (capitals, digits, last letters).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.extract.candidates import LABELS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["POSITIONS", "TAGS", "WordTable", "features", "load_table", "read_table", "shape"]

TAGS = ("O", *(f"{place}-{label}" for label in LABELS for place in "BILU"))
"""Outside; or first, inner, last, only word of a mention of each label."""

POSITIONS: Mapping[str, tuple[float, float]] = {
    "word": (0.6, 2.0),
    "before": (0.35, 8.0),
    "after": (0.55, 8.0),
    "before2": (0.3, 8.0),
    "after2": (0.2, 8.0),
    "case": (0.4, 5.0),
    "ending": (0.2, 5.0),
}
"""Where a word stands from the one that is judged: its weight, and how many words' worth of the average smooth its counts."""

_NUMBER = re.compile(r"[\d.,]+")
_EDGE = "#edge"


def shape(word: str) -> str:
    """Return the class of a word that the table does not hold: capitals and digits, or the last letters.

    >>> [shape(w) for w in ("KIVI", "LLMs", "BabyBERT", "Adam", "7B", "3.5", "quantizing", "(")]
    ['#AA', '#AAs', '#AaA', '#Aa', '#1a', '#1', '#:ing', '(']
    """
    if _NUMBER.fullmatch(word):
        return "#1"
    if not word[0].isalnum():
        return word[0]
    if any(c.isdigit() for c in word):
        return "#A1" if word[0].isupper() else "#1a" if word[0].isdigit() else "#a1"
    return _letters_shape(word)


def _letters_shape(word: str) -> str:
    if len(word) == 1:
        return "#A" if word.isupper() else "#a"
    if word.isupper():
        return "#AA"
    if word[:-1].isupper() and word[-1] == "s":
        return "#AAs"
    if not word[1:].islower():
        return "#AaA" if word[0].isupper() else "#aA"
    return "#Aa" if word[0].isupper() else "#:" + word[-3:]


def _case(words: Sequence[str], i: int, title: bool) -> str:
    """Return how a word is capitalised and whether its place explains that."""
    word = words[i]
    if not word[0].isalpha():
        return shape(word)
    kind = (
        "lower"
        if word.islower()
        else "one"
        if len(word) == 1
        else "upper"
        if word.isupper()
        else "first"
        if word[1:].islower()
        else "mixed"
    )
    return kind + ("/title" if title else "/start" if i == 0 or words[i - 1] in ".!?:;" else "")


def features(words: Sequence[str], vocabulary: frozenset[str], *, title: bool = False) -> list[tuple[str, ...]]:
    """Return for each word the entries of the table that speak about it, in the order of POSITIONS.

    >>> features(["fast", "KIVI"], frozenset({"fast"}))[1]
    ('#AA', 'fast', '#edge', '#edge', '#edge', 'upper', 'ivi')
    """
    keys = [_EDGE, _EDGE, *(w.lower() if w.lower() in vocabulary else shape(w) for w in words), _EDGE, _EDGE]
    return [
        (keys[i + 2], keys[i + 1], keys[i + 3], keys[i], keys[i + 4], _case(words, i, title), word[-3:].lower())
        for i, word in enumerate(words)
    ]


@dataclass(frozen=True, slots=True)
class WordTable:
    """Log odds of each tag by position and word, and what may follow what.

    `rows` gives for each position the row of an entry in that position's `weights`; row 0 is that of an entry not seen.
    """

    vocabulary: frozenset[str]
    rows: tuple[Mapping[str, int], ...]
    weights: tuple[Array, ...]
    prior: Array
    transitions: Array

    def scores(self, words: Sequence[str], *, title: bool = False) -> Array:
        """Return one row of tag scores for each word."""
        import numpy as np

        total = np.tile(self.prior, (len(words), 1))
        columns = zip(*features(words, self.vocabulary, title=title), strict=True)
        for rows, weights, entries in zip(self.rows, self.weights, columns, strict=True):
            total += weights[[rows.get(entry, 0) for entry in entries]]
        return total


def _may_follow(tag: str, following: str) -> bool:
    if tag[0] in "OLU":
        return following[0] in "OBU"
    return following[0] in "IL" and tag[2:] == following[2:]


PRIOR_WEIGHT = 0.3
TRANSITION_WEIGHT = 0.6
_NEVER = -50.0
_RARELY = -8.0


def _transitions(counts: Array) -> Array:
    import numpy as np

    logs = np.log((counts + 0.5) / (counts.sum(axis=1, keepdims=True) + 0.5 * len(TAGS)))
    allowed = np.array([[0.0 if _may_follow(a, b) else _NEVER for b in TAGS] for a in TAGS])
    return np.asarray(allowed + TRANSITION_WEIGHT * np.maximum(logs, _RARELY))


def read_table(lines: Sequence[str]) -> WordTable:
    """Return the table from its lines: position, entry, then `tag=count` for each tag that was seen, by tabs.

    The lines of position `tags` count which tag follows the tag that is their entry.
    """
    import numpy as np

    counts: dict[str, dict[str, Array]] = {}
    for line in lines:
        position, entry, *cells = line.rstrip("\n").split("\t")
        row = counts.setdefault(position, {}).setdefault(entry, np.zeros(len(TAGS)))
        for cell in cells:
            tag, _, count = cell.rpartition("=")
            row[TAGS.index(tag)] = float(count)
    follow = np.array([counts["tags"].get(tag, np.zeros(len(TAGS))) for tag in TAGS])
    prior = (follow.sum(axis=0) + 0.5) / (follow.sum() + 0.5 * len(TAGS))
    rows, weights = [], []
    for position, (weight, smooth) in POSITIONS.items():
        entries = counts.get(position, {})
        seen = np.array([np.zeros(len(TAGS)), *entries.values()]) + smooth * prior
        weights.append(weight * (np.log(seen / seen.sum(axis=1, keepdims=True)) - np.log(prior)))
        rows.append({entry: i for i, entry in enumerate(entries, 1)})
    vocabulary = frozenset(e for e in counts.get("word", {}) if e.islower() and e[0] != "#")
    return WordTable(vocabulary, tuple(rows), tuple(weights), PRIOR_WEIGHT * np.log(prior), _transitions(follow))


@cache
def load_table() -> WordTable:
    """Return the packaged table, read once."""
    packed = files("kg").joinpath("data", "words.tsv.gz").read_bytes()
    return read_table(gzip.decompress(packed).decode("utf-8").splitlines())
