"""arXiv metadata: JSON lines (id, title, abstract, or the full snapshot) and the Atom that arXiv's API gives.

The date is that of the first version; where a record has none, the month that the id itself states (arXiv gives out ids by
month). `journal-ref` is kept as the venue, as given. In Atom, document types and entities are refused: papers have none,
and they are how a small file fills the memory.
"""

from __future__ import annotations

import re
import xml.parsers.expat as expat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import ReadError
from kg.model import Author, Paper, Problem
from kg.readers import dates, ids, source
from kg.readers.json_records import Fields, papers
from kg.readers.latex import plain
from kg.readers.source import unfold

__all__ = ["read"]

_ATOM = "http://www.w3.org/2005/Atom "
_AUTHOR_BREAK = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def read(path: Path, year: int | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of an arXiv dump or of an answer of its API; `year` has no use here."""
    if source.head(path).lstrip().startswith("<"):
        return _from_atom(path)
    return papers(path, _paper)


def _paper(fields: Fields) -> Paper:
    own = fields.text("id")
    known = ids.normalise([own, f"arxiv:{own}", *_dois(fields.text("doi"))])
    return Paper(
        title=unfold(fields.text("title")),
        abstract=unfold(fields.text("abstract", "summary")),
        record_id=own,
        ids=known,
        authors=_authors(fields),
        published=_published(fields, known),
        venue=unfold(fields.text("journal-ref", "journal_ref")) or None,
    )


def _dois(text: str) -> list[str]:
    """Return the DOIs of a field that may hold several, separated by spaces."""
    return text.split()


def _published(fields: Fields, known: tuple[str, ...]) -> str | None:
    versions = fields.objects("versions") if "versions" in fields.values else []
    created = dates.iso(versions[0].text("created")) if versions else None
    return created or dates.iso(fields.text("published")) or ids.month(known)


def _authors(fields: Fields) -> tuple[Author, ...]:
    parsed = fields.values.get("authors_parsed")
    if isinstance(parsed, list):
        return tuple(author for author in map(_parsed_author, parsed) if author.name)
    given = fields.values.get("authors")
    if isinstance(given, list):
        return tuple(Author(unfold(author.text("name"))) for author in fields.objects("authors") if author.text("name"))
    return tuple(Author(name) for name in _split_authors(fields.text("authors")))


def _parsed_author(parts: object) -> Author:
    """Return the author of `[last, first, suffix, affiliation ...]`."""
    texts = [plain(unfold(part)) if isinstance(part, str) else "" for part in parts] if isinstance(parts, list) else []
    last, first, suffix, *affiliations = [*texts, "", "", ""][: max(3, len(texts))]
    return Author(" ".join(part for part in (first, last, suffix) if part), None, tuple(name for name in affiliations if name))


def _split_authors(text: str) -> list[str]:
    names = _AUTHOR_BREAK.split(_IN_BRACKETS.sub("", plain(unfold(text))))
    return [name.strip() for name in names if name.strip()]


@dataclass(slots=True)
class _Feed:
    """The state of the Atom parser: the entry being read as lists of texts by tag, and the entries that are whole."""

    path: Path
    parser: expat.XMLParserType
    entry: dict[str, list[str]] | None = None
    text: list[str] = field(default_factory=list)
    size: int = 0
    line: int = 0
    authors: list[Author] = field(default_factory=list)
    ready: list[Paper | Problem] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an entry, or note the DOI that a link of one holds."""
        self.text.clear()
        if tag == _ATOM + "entry":
            self.entry, self.authors, self.size, self.line = {}, [], 0, self.parser.CurrentLineNumber
        elif self.entry is not None and tag == _ATOM + "link" and attributes.get("title") == "doi":
            self.entry.setdefault("doi", []).append(attributes.get("href", ""))

    def data(self, text: str) -> None:
        """Take in text, at most MAX_RECORD of an entry."""
        self.size += len(text)
        if self.size <= source.MAX_RECORD:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """Keep the text of an element by its name, or finish an author or an entry."""
        if self.entry is None:
            return
        name = tag.rpartition(" ")[2]
        if tag == _ATOM + "entry":
            self.ready.append(self._finished(self.entry))
            self.entry = None
        elif tag == _ATOM + "author":
            self.authors.append(_atom_author(self.entry))
        else:
            self.entry.setdefault(name, []).append(unfold("".join(self.text)))
        self.text.clear()

    def _finished(self, entry: dict[str, list[str]]) -> Paper | Problem:
        where = f"{self.path}:{self.line}"
        if self.size > source.MAX_RECORD:
            return Problem("too-large", where, f"the entry is larger than {source.MAX_RECORD >> 20} MB; it was left out")
        title = _one(entry, "title")
        if not title or (title == "Error" and "/api/errors" in _one(entry, "id")):
            return Problem("no-title", where, f"expected a paper with a title, found {_one(entry, 'summary')[:80] or 'none'!r}")
        return _atom_paper(entry, tuple(author for author in self.authors if author.name))


def _atom_paper(entry: dict[str, list[str]], authors: tuple[Author, ...]) -> Paper:
    address = _one(entry, "id")
    return Paper(
        title=_one(entry, "title"),
        abstract=_one(entry, "summary"),
        record_id=address.rpartition("/abs/")[2],
        ids=ids.normalise([address, *entry.get("doi", [])]),
        authors=authors,
        published=dates.iso(_one(entry, "published")),
        venue=_one(entry, "journal_ref") or None,
        url=address or None,
    )


def _atom_author(entry: dict[str, list[str]]) -> Author:
    name = " ".join(entry.pop("name", []))
    return Author(name, None, tuple(text for text in entry.pop("affiliation", []) if text))


def _one(entry: dict[str, list[str]], name: str) -> str:
    return next(iter(entry.get(name, [])), "")


def _from_atom(path: Path) -> Iterator[Paper | Problem]:
    parser = expat.ParserCreate("utf-8", " ")
    feed = _Feed(path, parser)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = feed.start, feed.end, feed.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in _with_end(source.chunks(path)):
            parser.Parse(chunk, not chunk)
            yield from feed.ready
            feed.ready.clear()
    except (expat.ExpatError, source.DamagedError) as error:
        yield from feed.ready
        kind = "cut-off" if feed.entry is not None else "damaged"
        yield Problem(kind, f"{path}:{parser.CurrentLineNumber}", f"the XML breaks off here ({error}); the entries before it were read")
    except _DoctypeError as error:
        raise ReadError("expected Atom, found a document type declaration, which could hide entities; remove it", path=str(path)) from error


class _DoctypeError(Exception):
    """The file declares a document type."""


def _refuse(*_: object) -> None:
    raise _DoctypeError


def _with_end(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield from (piece for piece in pieces if piece)
    yield b""
