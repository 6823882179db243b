"""Acronyms and their long forms as mentions: what a paper defines is named in both forms, each as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import Definition, Mention, Span

__all__ = ["whole_forms"]


def _inside(found: Iterable[Mention], section: str, span: Span) -> list[Mention]:
    return [m for m in found if m.section == section and m.start < span[1] and span[0] < m.end]


def _at(like: Mention, section: str, span: Span, text: str) -> Mention:
    return replace(like, section=section, start=span[0], end=span[1], text=text[slice(*span)])


def whole_forms(mentions: Sequence[Mention], definitions: Iterable[Definition], texts: dict[str, str]) -> list[Mention]:
    """Return the mentions, with both forms of each definition of which one is a mention.

    The long form is whole where a mention held its end only; a form that no mention touches becomes one, as the other is.

    >>> text = "Quick Maps from Trees (QMT)"
    >>> tail, short = (Mention("abstract", *span, text[slice(*span)], "Method", "", "x", 1.0) for span in ((16, 21), (23, 26)))
    >>> definition = Definition("abstract", "QMT", "Quick Maps from Trees", (23, 26), (0, 21))
    >>> [mention.text for mention in whole_forms([tail, short], [definition], {"abstract": text})]
    ['Quick Maps from Trees', 'QMT']
    >>> [mention.text for mention in whole_forms([short], [definition], {"abstract": text})]
    ['QMT', 'Quick Maps from Trees']
    """
    found = list(mentions)
    for definition in definitions:
        (start, end), section = definition.long_span, definition.section
        inside = _inside(found, section, definition.long_span)
        touching = _inside(found, section, definition.short_span)
        short = next((m for m in touching if m.start == definition.short_span[0]), None)
        if short and not inside:
            found.append(_at(short, section, definition.long_span, texts[section]))
        elif not touching and [(m.start, m.end) for m in inside] == [(start, end)]:
            found.append(_at(inside[0], section, definition.short_span, texts[section]))
        elif short and any(start < m.start and m.end == end for m in inside) and all(start <= m.start and m.end <= end for m in inside):
            whole = replace(_at(inside[-1], section, definition.long_span, texts[section]), label=short.label)
            at = found.index(inside[0])
            found = [m for m in found if m not in inside]
            found.insert(at, whole)
    return found
