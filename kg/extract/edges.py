"""What is cut off a noun phrase so that the shortest name stays: praise, quantities, generic tails, stray marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names import NAME
from kg.model import Span

__all__ = ["shortest_names"]

_EMPTY_FIRST = frozenset(
    "a accurate additional advanced an any average best better certain challenging classic comparable competitive complicated "
    "comprehensive consistent conventional corresponding crucial current desirable desired different diverse effective efficient "
    "eight entire every excessive existing expensive extensive few fewer final first five flexible four good great greater high- "
    "quality higher improved individual inherent its larger less limited many multiple new newly notable novel numerous of "
    "original our overall particular popular possible potential powerful practical previous promising proposed public real-world "
    "realistic recent relevant reliable remarkable respective resulting richer separate seven several significant similar simple "
    "six sophisticated sota specific state-of-the-art strong subsequent substantial such sufficient superior ten that the their "
    "these third this those three traditional two under underlying unprecedented useful valuable various varying vast well-known "
    "whole widely-used".split()
)
_EMPTY_LAST = frozenset("basis etc fashion manner nature respectively setting-up".split())
_NEVER_ALONE = frozenset(
    "algorithm algorithms approach approaches available baseline baselines challenge challenges code dataset datasets "
    "effectiveness end end-to-end experiment experiments framework frameworks github high-quality large-scale low-cost method "
    "methods model models ones open-source ours paper performance problem problems publicly real real-time real-world result "
    "results s sota state-of-the-art study system systems task tasks technique techniques time-consuming training-free u website "
    "well-known work world".split()
)
_TAIL = re.compile(
    rf"(?P<name>{NAME})\s(?:data\s?sets?|corpus|corpora|systems?|algorithms?|architectures?|frameworks?|approach(?:es)?|techniques?)"
)
_BOTH = re.compile(r"([\w-]+)\s(?:and|or)\s([\w-]+)")
_FIRST_WORD = re.compile(r"(?:[\w]+(?:-\w+)*)\s+")
_POSSESSIVE = re.compile(r"[\w-]+['\u2019]s?\s+")
_LEFT_MARKS = "`'\"\u201c\u201d\u2018\u2019([{,;:.\\$*~- "
_RIGHT_MARKS = "`'\"\u201c\u201d\u2018\u2019([{,;:.\\$~- "


def _without_first(text: str, start: int, end: int) -> int:
    while True:
        match = _FIRST_WORD.match(text, start, end) or _POSSESSIVE.match(text, start, end)
        if match is None or match.end() >= end or match.group().strip().lower() not in _EMPTY_FIRST:
            return start
        start = match.end()


def _without_marks(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _LEFT_MARKS:
        start += 1
    while start < end and text[end - 1] in _RIGHT_MARKS:
        end -= 1
    piece = text[start:end]
    if piece.count("(") > piece.count(")"):
        return start, start + len(piece[: piece.rindex("(")].rstrip())
    if piece.count(")") > piece.count("("):
        return start + piece.index(")") + 1 + (len(rest := piece[piece.index(")") + 1 :]) - len(rest.lstrip())), end
    return start, end


def shortest_names(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span of what a phrase names: none, one, or two where `and` joins two single words.

    >>> text = "various efficient graph models; precision and recall; the FooSet dataset; in a novel manner"
    >>> [text[a:b] for span in [(0, 30), (32, 52), (58, 72), (79, 91)] for a, b in shortest_names(text, *span)]
    ['graph models', 'precision', 'recall', 'FooSet']
    """
    start, end = _without_marks(text, start, end)
    start = _without_first(text, start, end)
    both = _BOTH.fullmatch(text, start, end)
    if both:
        for span in (both.span(1), both.span(2)):
            yield from shortest_names(text, *span)
        return
    tail = _TAIL.fullmatch(text, start, end)
    if tail:
        end = tail.end("name")
    words = text[start:end].lower().split()
    if words and words[-1] not in _EMPTY_LAST and text[start:end].lower() not in _NEVER_ALONE:
        yield start, end
