"""This project's own paper records as JSON lines, a JSON list or one object; written by `paper_to_json`.

    {"id": "p1", "title": "...", "abstract": "...", "authors": ["A. Name", {"name": "B. Name", "orcid": "...",
     "affiliations": ["..."]}], "published": "2024-07-31", "ids": ["arxiv:2401.01234"], "venue": "...", "url": "...",
     "votes": 3, "comments": 1, "cites": ["doi:10.1/x"], "body": [{"section": "Methods", "text": "..."}]}

Only `title` is needed; unknown keys are ignored. The texts are kept character by character, so that offsets into them hold
for the file too. `id` is the record's own; it and `doi`, `arxiv` count as ids of the paper where they are of a known scheme
(kg.readers.ids), and ids of other schemes are left out of `ids`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kg.model import Author, Paper, Problem, Section
from kg.readers import dates, ids
from kg.readers.json_records import Fields, papers

__all__ = ["paper_to_json", "read", "to_jsonl"]


def read(path: Path, year: int | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of a file of own records; `year` has no use here."""
    return papers(path, _paper)


def paper_to_json(paper: Paper) -> dict[str, object]:
    """Return the record that reads back as this paper, without what is empty and without `source` and `format`.

    >>> paper_to_json(Paper("T", record_id="p1", authors=(Author("A"),)))
    {'id': 'p1', 'title': 'T', 'authors': ['A']}
    """
    record: dict[str, object] = {
        "id": paper.record_id or None,
        "title": paper.title,
        "abstract": paper.abstract or None,
        "authors": [_author_to_json(author) for author in paper.authors],
        "author_count": paper.author_count,
        "published": paper.published,
        "ids": list(paper.ids),
        "venue": paper.venue,
        "url": paper.url,
        "votes": paper.votes,
        "comments": paper.comments,
        "cites": list(paper.cites),
        "body": [{"section": section.name, "text": section.text} for section in paper.body],
    }
    return {key: value for key, value in record.items() if value is not None and value != []}


def to_jsonl(paper: Paper) -> str:
    r"""Return the record as one line of JSON.

    >>> to_jsonl(Paper("T"))
    '{"title": "T"}\n'
    """
    return json.dumps(paper_to_json(paper), ensure_ascii=False) + "\n"


def _paper(fields: Fields) -> Paper:
    own = fields.text("id")
    return Paper(
        title=fields.text("title"),
        abstract=fields.text("abstract"),
        record_id=own,
        ids=ids.normalise([own, fields.text("doi"), fields.text("arxiv"), *fields.texts("ids")]),
        authors=tuple(_author(author) for author in fields.objects("authors") if author.text("name")),
        author_count=fields.count("author_count"),
        published=_published(fields),
        venue=fields.text("venue") or None,
        url=fields.text("url") or None,
        votes=fields.count("votes"),
        comments=fields.count("comments"),
        cites=tuple(ids.curie(cite) or cite for cite in fields.texts("cites")),
        body=tuple(Section(part.text("section", "name"), part.text("text")) for part in fields.objects("body")),
    )


def _published(fields: Fields) -> str | None:
    given = fields.text("published", "year")
    found = dates.iso(given) if given else None
    if given and not found:
        fields.notes.append(f"expected a date such as 2024-07-31 in the field 'published', found {given[:40]!r}; it was left out")
    return found


def _author(fields: Fields) -> Author:
    return Author(fields.text("name"), fields.text("orcid") or None, tuple(fields.texts("affiliations")))


def _author_to_json(author: Author) -> object:
    if not author.orcid and not author.affiliations:
        return author.name
    record = {"name": author.name, "orcid": author.orcid, "affiliations": list(author.affiliations)}
    return {key: value for key, value in record.items() if value}
