"""Words to the pieces of an uncased WordPiece vocabulary, as BERT's tokenizer cuts them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

__all__ = ["Vocabulary", "cut", "shape"]

SHAPES = 8
"""How many shapes of words there are; 0 is that of a mark."""

_LONGEST = 100


def _plain(word: str) -> str:
    """Return a word in lower case and without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")


def _is_mark(character: str) -> bool:
    return not character.isalnum() and (character.isascii() or unicodedata.category(character).startswith("P"))


def _parts(word: str) -> list[str]:
    """Cut a word at the marks inside it, each mark a part of its own; Chinese characters stand alone."""
    parts: list[str] = []
    start = 0
    for n, character in enumerate(word):
        if _is_mark(character) or "\u4e00" <= character <= "\u9fff":
            parts += (word[start:n], character)
            start = n + 1
    return [part for part in (*parts, word[start:]) if part]


class Vocabulary:
    """Pieces with their numbers; cutting a word remembers the answer, to a limit."""

    def __init__(self, pieces: Mapping[str, int]) -> None:
        self.pieces = dict(pieces)
        self.unknown, self.start, self.end = (self.pieces[name] for name in ("[UNK]", "[CLS]", "[SEP]"))
        self._cut: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self.pieces)

    def cut(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the pieces of a word, at least one.

        >>> vocabulary = Vocabulary({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "kv": 3, "##s": 4})
        >>> vocabulary.cut("KVs"), vocabulary.cut("x")
        ((3, 4), (0,))
        """
        found = self._cut.get(word)
        if found is None:
            found = tuple(number for part in _parts(_plain(word)) for number in cut(part, self.pieces, self.unknown)) or (self.unknown,)
            if len(self._cut) < 1 << 16:
                self._cut[word] = found
        return found


def cut(part: str, pieces: Mapping[str, int], unknown: int) -> tuple[int, ...]:
    """Return the longest pieces, from the left, that a part is made of; `unknown` alone where there are none.

    >>> cut("caches", {"cache": 7, "##s": 8, "c": 9}, 0), cut("xs", {"##s": 8}, 0)
    ((7, 8), (0,))
    """
    if len(part) > _LONGEST:
        return (unknown,)
    found = []
    start = 0
    while start < len(part):
        mark = "##" if start else ""
        end = next((end for end in range(len(part), start, -1) if mark + part[start:end] in pieces), None)
        if end is None:
            return (unknown,)
        found.append(pieces[mark + part[start:end]])
        start = end
    return tuple(found)


def shape(word: str) -> int:
    """Return how a word is written, from 1: lower case, Capitalised, CAPITALS, one capital, miXed, digits, with digits; 0 for marks.

    >>> [shape(word) for word in ("-", "graph", "Graph", "BERT", "A", "LoRA", "7", "GPT4")]
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    if not any(c.isalnum() for c in word):
        return 0
    if any(c.isdigit() for c in word):
        return 7 if any(c.isalpha() for c in word) else 6
    if not any(c.isupper() for c in word):
        return 1
    if len(word) == 1:
        return 4
    if word.isupper():
        return 3
    return 2 if word[0].isupper() and not any(c.isupper() for c in word[1:]) else 5
