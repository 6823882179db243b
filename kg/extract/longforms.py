"""The long forms of acronyms as whole mentions: `Stored Embeddings for Fast Search (SEFS)` names one thing, not its last words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import Definition, Mention

__all__ = ["whole_forms"]


def whole_forms(mentions: Sequence[Mention], definitions: Iterable[Definition], texts: dict[str, str]) -> list[Mention]:
    """Return the mentions, with one for the whole long form where they held its end only and the short form is a mention.

    >>> text = "Quick Maps from Trees (QMT)"
    >>> tail, short = (Mention("abstract", *span, text[slice(*span)], "Method", "", "x", 1.0) for span in ((16, 21), (23, 26)))
    >>> definition = Definition("abstract", "QMT", "Quick Maps from Trees", (23, 26), (0, 21))
    >>> [mention.text for mention in whole_forms([tail, short], [definition], {"abstract": text})]
    ['Quick Maps from Trees', 'QMT']
    """
    found = list(mentions)
    for definition in definitions:
        start, end = definition.long_span
        inside = [m for m in found if m.section == definition.section and m.start < end and start < m.end]
        ends_there = any(start < m.start and m.end == end for m in inside)
        short = next((m for m in found if (m.section, m.start) == (definition.section, definition.short_span[0])), None)
        if short and ends_there and all(start <= m.start and m.end <= end for m in inside):
            at = found.index(inside[0])
            whole = replace(inside[-1], start=start, end=end, text=texts[definition.section][start:end], label=short.label)
            found = [m for m in found if m not in inside]
            found.insert(at, whole)
    return found
