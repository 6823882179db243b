"""Acronym definitions within one text, both ways round: `long form (ACR)` and `ACR (long form)`.

The rule is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text"
(PSB 2003): the letters of the short form are found in the long form from right to left, its first letter at a word's start.
Before it, the initials of the words are tried: they tell `semi-supervised learning (SSL)` from `supervised learning (SSL)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Definition, Span

__all__ = ["best_long_form", "find_definitions"]

_BRACKET = re.compile(r"\(([^()\n]{2,120})\)")
_SHORT = re.compile(r"(?=[^\s]*[A-Z])[A-Za-z0-9][\w&/+.*'\u2019-]{1,11}(?:[ -]\d{1,2})?$")
_WORD = re.compile(r"[\w'\u2019]+")
_PART = re.compile(r"[^\W_]+")
_HYPHENED = re.compile(r"[^\W_]+-$")
_BREAK = re.compile(r"[.;:!?,()\[\]]\s|[()\[\]\n]")
_SPLIT_INSIDE = re.compile(r"\s*(?:[;,]|\bor\b|\ba\.?k\.?a\.?\b|\bi\.e\.)\s*")
_SMALL = frozenset("a an the of and or in on for to with by from as is are we our this that these using via called named".split())
_NOT_LONG = frozenset("state-of-the-art model method approach framework network dataset algorithm system benchmark task".split())
_NOT_SHORT = frozenset("i ii iii iv vi vii fig figure eq eqs table sec section e.g. i.e. cf. et al. ours left right top bottom".split())


def is_short_form(text: str) -> bool:
    """Tell whether a text looks like an acronym: one word or so, 2 to 12 characters, a capital after or before others.

    >>> [is_short_form(t) for t in ("LLMs", "k-NN", "ViT", "Fig", "hidden", "2023", "Ours")]
    [True, True, True, False, False, False, False]
    """
    if text.lower() in _NOT_SHORT or not _SHORT.match(text):
        return False
    return sum(c.isupper() for c in text) >= 2 or (len(text) <= 4 and text[0].isupper() and any(c.isdigit() for c in text))


def best_long_form(short: str, before: str) -> Span | None:
    """Return where the long form of `short` stands at the end of `before`, or None.

    >>> text = "we train large language models"
    >>> start, end = best_long_form("LLM", text)
    >>> text[start:end]
    'large language models'
    """
    letters = [c for c in short.lower() if c.isalnum()]
    place = len(before) - 1
    low = before.lower()
    if len(low) != len(before):
        return None
    for i in range(len(letters) - 1, -1, -1):
        while place >= 0 and not (low[place] == letters[i] and (i > 0 or place == 0 or not low[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return None
        place -= 1
    return place + 1, len(before)


def initials_long_form(short: str, before: str) -> Span | None:
    """Return where the words stand, at the end of `before`, whose initials are the letters of `short`, small words read over.

    >>> text = "and semi-supervised learning"
    >>> start, end = initials_long_form("SSL", text)
    >>> text[start:end]
    'semi-supervised learning'
    """
    left = [c for c in short.lower() if c.isalnum()]
    for word in reversed(list(_PART.finditer(before))):
        if left and word.group()[0].lower() == left[-1]:
            left.pop()
        elif word.group().lower() not in _SMALL:
            return None
        if not left:
            return word.start(), len(before)
    return None


def _window(text: str, end: int, short: str) -> int:
    """Return where the words that may hold the long form start: min(n + 5, 2 n) words back, within the sentence."""
    letters = sum(c.isalnum() for c in short)
    start = max(0, end - 200)
    for stop in _BREAK.finditer(text, start, end):
        start = stop.end()
    words = [m.start() for m in _WORD.finditer(text, start, end)]
    return words[-min(len(words), letters + 5, letters * 2)] if words else end


def _trimmed(text: str, span: Span) -> Span | None:
    """Drop small words in front of a long form."""
    start, end = span
    while True:
        word = _WORD.match(text, start, end)
        if word is None or word.group().lower() not in _SMALL:
            break
        start = word.end()
        while start < end and not text[start].isalnum():
            start += 1
    return (start, end) if start < end else None


def _plural_free(short: str) -> str:
    return short[:-1] if len(short) > 2 and short[-1] == "s" and short[-2].isupper() else short


def _long_before(text: str, end: int, short: str) -> Span | None:
    """Return the long form that ends at `end`, or None where the letters do not fit or it is no longer than its acronym."""
    bare = _plural_free(short)
    start = _window(text, end, bare)
    span = _trimmed(text, _found_in(text, start, end, bare))
    if span is None or not _fits(text[slice(*span)], bare):
        return None
    return span


def _found_in(text: str, start: int, end: int, short: str) -> Span:
    found = initials_long_form(short, text[start:end]) or best_long_form(short, text[start:end])
    if found is None:
        return end, end
    hyphened = _HYPHENED.search(text, start, start + found[0])
    if hyphened and hyphened.group()[0].lower() == short[0].lower():
        return hyphened.start(), end
    return start + found[0], end


def _fits(long: str, short: str) -> bool:
    """Tell whether a long form is longer than its acronym but not too long, does not hold it, and names something."""
    words = _WORD.findall(long)
    if len(long) <= len(short) + 1 or short in words or len(words) > min(len(short) + 5, 2 * len(short)):
        return False
    return long.lower() not in _NOT_LONG and long[0].lower() == short[0].lower()


def _definition(text: str, short: Span, long: Span) -> Definition:
    return Definition("", text[short[0] : short[1]], text[long[0] : long[1]], short, long)


def _short_in_bracket(text: str, inner: Span, end: int) -> Definition | None:
    """`long form (ACR)`, also `long form (ACR; more)`."""
    short = _SPLIT_INSIDE.split(text[inner[0] : inner[1]], maxsplit=1)[0].strip("\"'\u201c\u201d ")
    start = text.find(short, inner[0]) if short else -1
    if start < 0 or not is_short_form(short):
        return None
    long = _long_before(text, end, short)
    return _definition(text, (start, start + len(short)), long) if long else None


def _long_in_bracket(text: str, inner: Span, end: int) -> Definition | None:
    """`ACR (long form)`: the acronym is the last word before the bracket."""
    start = end
    while start > 0 and not text[start - 1].isspace() and text[start - 1] not in "([{,;:":
        start -= 1
    short = text[start:end]
    if not is_short_form(short) or " " not in text[inner[0] : inner[1]].strip():
        return None
    for piece_end in (inner[1], *(m.start() for m in _SPLIT_INSIDE.finditer(text, *inner))):
        found = best_long_form(_plural_free(short), text[inner[0] : piece_end])
        if found is not None and found[0] == 0:
            return _definition(text, (start, end), (inner[0], piece_end))
    return None


def find_definitions(text: str) -> Iterator[Definition]:
    """Yield the acronyms that a text defines, in the order of their brackets; the section's name is left empty.

    >>> [(d.short, d.long) for d in find_definitions("Large language models (LLMs) and SGD (stochastic gradient descent).")]
    [('LLMs', 'Large language models'), ('SGD', 'stochastic gradient descent')]
    """
    for match in _BRACKET.finditer(text):
        end = match.start()
        while end > 0 and text[end - 1] in " ~\"'\u201d}":
            end -= 1
        found = _short_in_bracket(text, match.span(1), end) or _long_in_bracket(text, match.span(1), end)
        if found is not None:
            yield found
