r"""BibTeX and BibLaTeX as Zotero and Better BibTeX write it: accents, nested braces, `@string`, `#`, duplicate keys.

The file is cut into entries here, so that a broken one costs only itself and memory stays flat; an entry is parsed by
bibtexparser and its LaTeX resolved by pylatexenc. A second entry with a key that was seen is a record of its own, with a note.
`crossref` is not followed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import Author, Paper, Problem
from kg.readers import dates, ids, source
from kg.readers.latex import plain

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

__all__ = ["read"]

_START = re.compile(r"@[A-Za-z]+\s*[{(]")
_KEYED = re.compile(r"\s*@[A-Za-z]+\s*[{(]\s*[^\s,={}]+\s*,")
_INNER = re.compile(r"\s*\n\s*@")
_BRACES = re.compile(r"\\.|[{}]")
_PIECE = re.compile(r'\s*(?:"(?P<quoted>(?:[^"{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)"|(?P<word>[^\s#{}"]+))\s*')
_ARXIV_IN_TEXT = re.compile(r"(?:arxiv:\s*|abs/)([\w.-]+/?\d[\d.]*)", re.IGNORECASE)
_ARXIV_VENUE = re.compile(r"arxiv\b.*|corr", re.IGNORECASE)


@dataclass(slots=True)
class _Chunk:
    """What stands from one `@` to the next: the text that is held, its first line, its open braces, what is wrong with it."""

    line: int
    parts: list[str]
    size: int = 0
    depth: int = 0
    fault: str = ""
    kind: str = "bad-record"

    def add(self, text: str) -> None:
        """Take in more of the entry, at most MAX_RECORD of it."""
        self.size += len(text)
        self.depth += _depth(text)
        if self.size <= source.MAX_RECORD:
            self.parts.append(text)
        else:
            self.kind, self.fault = "too-large", f"the entry is larger than {source.MAX_RECORD >> 20} MB; it was left out"


def read(path: Path, year: int | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of a BibTeX file; `year` has no use here."""
    _quieten()
    strings: dict[str, str] = {}
    seen: set[str] = set()
    for chunk in _chunks(source.lines(path)):
        where = f"{path}:{chunk.line}"
        if chunk.fault:
            yield Problem(chunk.kind, where, chunk.fault)
            continue
        for block in _blocks("".join(chunk.parts)):
            yield from _records(block, where, strings, seen)


def _chunks(lines: Iterable[source.Line]) -> Iterator[_Chunk]:
    chunk: _Chunk | None = None
    for line in lines:
        if line.kind == "damaged" or (line.fault and not chunk and not _START.search(line.text)):
            chunk = yield from _flush(chunk)
            yield _Chunk(line.number, [], fault=line.fault, kind=line.kind)
            continue
        for starts, text in _cut(line.text, chunk.depth if chunk else 0):
            if starts:
                chunk = yield from _flush(chunk, _Chunk(line.number, []))
            if chunk:
                chunk.add(text)
        if chunk:
            chunk.add("\n")
            if line.fault and not chunk.fault:
                chunk.kind, chunk.fault = line.kind, line.fault
    yield from _flush(chunk)


def _flush(chunk: _Chunk | None, following: _Chunk | None = None) -> Generator[_Chunk, None, _Chunk | None]:
    if chunk:
        yield chunk
    return following


def _cut(line: str, depth: int) -> Iterator[tuple[bool, str]]:
    """Cut a line before each `@entry{` that heads the line and has a key, or stands outside all braces; say which parts start one."""
    begin = 0
    starts = False
    for match in _START.finditer(line):
        heads = not line[: match.start()].strip()
        outside = depth + _depth(line[begin : match.start()]) <= 0
        if outside or (heads and _KEYED.match(line)):
            yield starts, line[begin : match.start()]
            begin, depth, starts = match.start(), 0, True
    yield starts, line[begin:]


def _depth(text: str) -> int:
    return sum((brace == "{") - (brace == "}") for brace in _BRACES.findall(text))


def _blocks(text: str) -> list[Block]:
    from bibtexparser.splitter import Splitter

    return list(Splitter(_INNER.sub(" @", text.strip())).split().blocks)


def _records(block: Block, where: str, strings: dict[str, str], seen: set[str]) -> Iterator[Paper | Problem]:
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String

    if isinstance(block, String):
        strings[block.key.lower()] = _resolved(str(block.value), strings)[0]
    elif isinstance(block, DuplicateFieldKeyBlock) and isinstance(block.ignore_error_block, Entry):
        yield Problem("bad-field", where, f"a field is given twice ({', '.join(sorted(block.duplicate_keys))}); the first was kept")
        yield from _record(block.ignore_error_block, where, strings, seen)
    elif isinstance(block, ParsingFailedBlock):
        yield Problem("bad-record", where, f"expected a BibTeX entry, found an error: {_reason(block.error)}")
    elif isinstance(block, Entry):
        yield from _record(block, where, strings, seen)


def _reason(error: Exception) -> str:
    from bibtexparser.exceptions import BlockAbortedException

    told = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    return f"{' '.join(told.split())} Close its braces and quotes."


def _record(entry: Entry, where: str, strings: dict[str, str], seen: set[str]) -> Iterator[Paper | Problem]:
    fields: dict[str, str] = {}
    for item in entry.fields:
        value, fault = _resolved(str(item.value), strings)
        fields.setdefault(item.key.lower(), source.mend(source.unfold(value)))
        if fault:
            yield Problem("bad-field", where, f"in the field {item.key!r}: {fault}")
    if not _text(fields, "title"):
        yield Problem("no-title", where, f"expected a title in the entry {entry.key!r}, found none")
        return
    if entry.key and entry.key in seen:
        yield Problem("duplicate-key", where, f"the key {entry.key!r} was used before; both entries were read")
    seen.add(entry.key)
    yield _paper(entry.key, fields)


def _resolved(value: str, strings: dict[str, str]) -> tuple[str, str]:
    """Return what a raw value says: groups, quotes, numbers and names of strings joined by `#`; and what was wrong with it."""
    text, rest = "", value.strip()
    while rest:
        piece, rest, fault = _piece(rest, strings)
        text += piece
        if fault or (rest and not rest.startswith("#")):
            return text, fault or f"expected a comma, found {rest[:30]!r}; the rest of the value was left out"
        rest = rest[1:].lstrip()
    return text, ""


def _piece(rest: str, strings: dict[str, str]) -> tuple[str, str, str]:
    if rest.startswith("{"):
        end = _group_end(rest)
        return rest[1 : end - 1], rest[end:].lstrip(), ""
    match = _PIECE.match(rest)
    if not match:
        return rest.strip('"'), "", ""
    after = rest[match.end() :]
    if match["word"] is None:
        return match["quoted"], after, ""
    word = match["word"]
    known = word.isdecimal() or word.lower() in strings or dates.month_number(word)
    fault = "" if known else f"the string {word!r} is not defined; its name was kept"
    return strings.get(word.lower(), word), after, fault


def _group_end(text: str) -> int:
    depth = 0
    for match in _BRACES.finditer(text):
        depth += (match.group() == "{") - (match.group() == "}")
        if depth == 0:
            return match.end()
    return len(text)


def _paper(key: str, fields: dict[str, str]) -> Paper:
    authors, complete = _authors(fields.get("author", ""))
    return Paper(
        title=_text(fields, "title"),
        abstract=_text(fields, "abstract"),
        record_id=key,
        ids=_ids(fields),
        authors=authors,
        author_count=len(authors) if authors and complete else None,
        published=_published(fields),
        venue=_venue(fields),
        url=fields.get("url") or None,
    )


def _text(fields: dict[str, str], *names: str) -> str:
    return next((plain(fields[name]).strip() for name in names if fields.get(name)), "")


def _venue(fields: dict[str, str]) -> str | None:
    venue = _text(fields, "journal", "journaltitle", "booktitle", "eventtitle")
    return None if not venue or _ARXIV_VENUE.fullmatch(venue) else venue


def _ids(fields: dict[str, str]) -> tuple[str, ...]:
    kind = fields.get("eprinttype") or fields.get("archiveprefix") or ""
    eprint = fields.get("eprint", "")
    direct = [fields.get(name, "") for name in ("doi", "url", "arxivid", "arxiv")]
    typed = [f"{kind}:{eprint}", eprint, f"pmid:{fields.get('pmid', '')}", f"pmcid:{fields.get('pmcid', '')}"]
    told = [match for name in ("journal", "number", "volume", "howpublished") for match in _ARXIV_IN_TEXT.findall(fields.get(name, ""))]
    return ids.normalise(text.replace("\\_", "_").replace("{", "").replace("}", "") for text in (*direct, *typed, *told))


def _published(fields: dict[str, str]) -> str | None:
    if given := dates.iso(_text(fields, "date")):
        return given
    year = re.search(r"\b(\d{4})\b", fields.get("year", ""))
    month, _, day = " ".join(re.split(r"[\W_]+", _text(fields, "month"))).partition(" ")
    if month.isdecimal() and dates.month_number(day):
        month, day = day, month
    day = day if day.isdecimal() else fields.get("day", "")
    number = dates.month_number(month)
    if not year:
        return None
    full = dates.from_parts(year[1], number, day if day.isdecimal() and number else None)
    return full or dates.from_parts(year[1], number)


def _authors(text: str) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, first names first, and whether the list is complete (no `and others`)."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    names = [name for name in split_multiple_persons_names(text) if name.strip()]
    people = [name for name in names if name.strip().lower() != "others"]
    return tuple(Author(name) for name in map(_name, people) if name), len(people) == len(names)


def _name(text: str) -> str:
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:
        parts = parse_single_name_into_parts(text)
    except InvalidNameError:
        return plain(text).strip()
    return " ".join(plain(" ".join([*parts.first, *parts.von, *parts.last, *parts.jr])).split())


def _quieten() -> None:
    """Keep the libraries' warnings, which we report as Problems, off stderr."""
    for name in ("bibtexparser", "pylatexenc"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
