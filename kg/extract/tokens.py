"""Tokens: a word, a number with its decimals, a mark, or white space; every word boundary is a token boundary.

Hyphenated words are several tokens, so that a name inside a compound (`BERT-based`) can be cut out exactly.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["TOKEN", "make_doc", "word_spans"]

TOKEN = re.compile(r"\w*\d(?:[.,]\d+)+\w*|\w+|\s+|[^\w\s]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONGEST = 200


def _pieces(text: str) -> list[str]:
    """Cut the text into tokens and single spaces; a run of letters without end is cut, so that no token is huge."""
    found = TOKEN.findall(text)
    if all(len(piece) <= _LONGEST for piece in found):
        return found
    return [piece[i : i + _LONGEST] for piece in found for i in range(0, len(piece), _LONGEST)]


def make_doc(vocab: Vocab, text: str) -> Doc:
    """Return the Doc of a text: the tokens of TOKEN, with the text's own offsets.

    A lone surrogate, which spaCy cannot hold, becomes U+FFFD: same length, same offsets.
    """
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    for piece in _pieces(_SURROGATE.sub("\ufffd", text)):
        if piece == " " and words and not spaces[-1] and not words[-1].isspace():
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)
    return Doc(vocab, words=words, spaces=spaces)


def word_spans(text: str) -> list[Span]:
    """Return the spans of the words and marks of a text, without white space.

    >>> [text[a:b] for text in ["GPT-4.5 is 3.1x"] for a, b in word_spans(text)]
    ['GPT', '-', '4.5', 'is', '3.1x']
    """
    return [match.span() for match in TOKEN.finditer(text) if not match.group().isspace()]
