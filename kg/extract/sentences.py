"""Sentences with exact offsets, by rule: a full stop ends one unless it ends an abbreviation or the next word is in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Span

__all__ = ["sentence_spans"]

_STOP = re.compile(r"(?:[.!?\u2026]+[\"'\u201d\u2019)\]}]{0,3}(?=\s)|[\u3002\uff01\uff1f]|\n\s*\n)")
_ABBREVIATIONS = frozenset(
    "e.g i.e et al fig figs eq eqs sec secs tab ref refs cf vs viz resp approx no nos vol pp ch dr mr mrs ms prof st inc ltd co"
    " jr sr dept univ eg ie w.r.t a.k.a i.i.d s.t ca lem thm prop def cor app ed eds".split()
)
_ALWAYS = frozenset("e.g i.e cf vs viz fig figs eq eqs sec secs w.r.t a.k.a dr mr mrs ms prof eg ie s.t resp approx".split())
_LAST_WORD = re.compile(r"(?:\w+\.)*\w+$")
_LOOK_BACK = 24


def _is_abbreviation(text: str, stop: int, following: str) -> bool:
    """Tell whether the full stop at `stop` ends an abbreviation rather than a sentence."""
    last = _LAST_WORD.search(text, max(0, stop - _LOOK_BACK), stop)
    if last is None:
        return False
    word = last.group().lower()
    if word in _ALWAYS or (len(word) == 1 and last.group().isupper() and word != "i"):
        return True
    return word in _ABBREVIATIONS and not (following.isupper() and word not in {"no", "ref", "st"})


def _ends(text: str) -> Iterator[int]:
    """Yield the offset behind each sentence but the last."""
    for match in _STOP.finditer(text):
        mark = match.group()
        rest = match.end()
        while rest < len(text) and text[rest].isspace():
            rest += 1
        if rest == len(text):
            return
        following = text[rest]
        if mark[0] in "\n\u3002\uff01\uff1f":
            yield match.start() if mark[0] == "\n" else match.end()
        elif not following.islower() and not (mark[0] == "." and _is_abbreviation(text, match.start(), following)):
            yield match.end()


def sentence_spans(text: str) -> list[Span]:
    """Return the spans of the sentences of a text, without the white space around them.

    >>> text = "It beats GPT-3.5, i.e. Smith et al. by 2.1%. So what? Fine."
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['It beats GPT-3.5, i.e. Smith et al. by 2.1%.', 'So what?', 'Fine.']
    """
    spans: list[Span] = []
    start = 0
    for end in (*_ends(text), len(text)):
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, start + len(piece.rstrip())))
        start = end
    return spans
