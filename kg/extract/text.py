"""The text of one section with its sentences: what passes from mentions to entities."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Span

__all__ = ["SectionText"]


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section as read; `sentences` are spans in order, none overlapping, that together hold every word.

    >>> section = SectionText("abstract", "One. Two.", ((0, 4), (5, 9)))
    >>> [section.text[start:end] for start, end in section.sentences]
    ['One.', 'Two.']
    """

    name: str
    text: str
    sentences: tuple[Span, ...] = ()
