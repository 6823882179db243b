"""Saved Daily Papers pages, as the text that a browser copies, in any of the layouts seen.

    Title                                      Title
                                               Abstract ...
    Abstract ...                               Title
                                               Abstract ...
      • 12 authors
    ·
    Jul 31, 2024 2

On the left blank lines part the blocks and a trailer may close a card; on the right each line is a block and there are no
trailers. The parser knows no page: lines are sorted into text, trailer and furniture (page_blocks), and between two trailers
the cheapest reading of the paragraphs as titles and abstracts is chosen from their shape alone (page_cards).

Any line of a trailer may be missing; an organisation may stand in the place of the authors. A date before the first card or
right after the page's heading is the page's, not a card's. The number after a date counts comments (docs/explanation-pages.md);
`Upvote 7` is votes. A title alone is a paper; text without a title is a Problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.model import Paper, Problem
from kg.readers import dates, source
from kg.readers.page_blocks import blocks, classify, is_spaced
from kg.readers.page_cards import Card, body_evidence, cards

__all__ = ["looks_like_page", "read"]

_FEWEST_WORDS = 3
_ENOUGH_CARDS = 2


def read(path: Path, year: int | None = None) -> Iterator[Paper | Problem]:
    """Yield a Paper for each card; `year` is that of the cards which give a day without a year."""
    faults: list[Problem] = []
    spaced = is_spaced(source.head(path))
    for card in cards(blocks(_numbered(path, faults), spaced=spaced)):
        yield from _taken(faults)
        yield from _records(card, f"{path}:{card.line}", year)
    yield from _taken(faults)


def looks_like_page(head: str) -> bool:
    r"""Return whether the start of a text file is a page: it has trailers, or its paragraphs pair off as titles and abstracts.

    >>> looks_like_page("Keys\n\nWe turn keys.\n\n  • 2 authors\n·\nJul 1, 2024\n"), looks_like_page("Dear all,\nplease come.")
    (True, False)
    """
    numbered = list(enumerate(head.splitlines(), 1))
    kinds = [classify(line)[0] for _, line in numbered]
    if "authors" in kinds or ("dot" in kinds and "date" in kinds):
        return True
    found = list(cards(blocks(numbered, spaced=is_spaced(head))))
    full = [card for card in found if card.title and body_evidence(card.title) < 0 < body_evidence(card.abstract)]
    enough = len(full) >= _ENOUGH_CARDS or (bool(full) and "heading" in kinds)
    return enough and 2 * len(full) > len(found) and not head.lstrip().startswith(("#", "<"))


def _numbered(path: Path, faults: list[Problem]) -> Iterator[tuple[int, str]]:
    for line in source.lines(path):
        text = source.mend(line.text)
        if line.fault:
            faults.append(Problem("bad-character" if line.text else line.kind, f"{path}:{line.number}", line.fault))
        elif text != line.text:
            faults.append(Problem("bad-character", f"{path}:{line.number}", "a NUL was replaced by U+FFFD"))
        yield from ((line.number, part) for part in text.split("\r"))


def _taken(faults: list[Problem]) -> list[Problem]:
    taken = faults.copy()
    faults.clear()
    return taken


def _records(card: Card, where: str, year: int | None) -> Iterator[Paper | Problem]:
    if not card.title:
        yield Problem("no-title", where, f"expected a card with a title, found {_excerpt(card.abstract) or 'a trailer alone'}")
        return
    if not card.abstract and not card.trailer and len(card.title.split()) < _FEWEST_WORDS:
        yield Problem("bad-record", where, f"expected a card, found {_excerpt(card.title)} with neither abstract nor date")
        return
    if card.date == "":
        yield Problem("bad-date", where, f"the date of {_excerpt(card.title)} is no day of the calendar; it was left out")
    yield Paper(
        title=card.title,
        abstract=card.abstract,
        author_count=int(card.authors) if card.authors else None,
        published=_dated(card.date or None, year),
        votes=int(card.votes) if card.votes else None,
        comments=int(card.comments) if card.comments else None,
    )


def _dated(date: str | None, year: int | None) -> str | None:
    """Return a day without a year with the year that was given, if that year has such a day."""
    if date is None or year is None or not date.startswith("--"):
        return date
    return dates.from_parts(year, date[2:4], date[5:7]) or date


def _excerpt(text: str, size: int = 60) -> str:
    return repr(text if len(text) <= size else text[: size - 3] + "...") if text else ""
