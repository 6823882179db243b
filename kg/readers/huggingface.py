"""Papers as the Hugging Face API gives them: `daily_papers` (a paper within each item) and `papers` (papers themselves).

`upvotes` are the paper's votes. An item's own `publishedAt` is the day of the listing and no date of the paper; a paper
without one has the month that its arXiv id states.
What the API adds by machine (`ai_summary`, `ai_keywords`) is no text of the paper and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.model import Author, Paper, Problem
from kg.readers import dates, ids
from kg.readers.json_records import Fields, papers
from kg.readers.source import unfold

__all__ = ["read"]


def read(path: Path, year: int | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of a saved answer of the API; `year` has no use here."""
    return papers(path, _paper)


def _paper(item: Fields) -> Paper:
    paper = item.inner("paper")
    dated = paper if paper.values else item
    own = paper.text("id") or item.text("id")
    known = ids.normalise([own])
    return Paper(
        title=unfold(paper.text("title") or item.text("title")),
        abstract=unfold(paper.text("summary", "abstract") or item.text("summary", "abstract")),
        record_id=own,
        ids=known,
        authors=_authors(paper) or _authors(item),
        published=dates.iso(dated.text("publishedAt", "published")) or ids.month(known),
        votes=_count("upvotes", paper, item),
        comments=_count("numComments", paper, item),
    )


def _count(name: str, paper: Fields, item: Fields) -> int | None:
    """Return a number of the paper, else of the item that lists it."""
    own = paper.count(name)
    return item.count(name) if own is None else own


def _authors(fields: Fields) -> tuple[Author, ...]:
    names = (unfold(author.text("name")) for author in fields.objects("authors"))
    return tuple(Author(name) for name in names if name)
