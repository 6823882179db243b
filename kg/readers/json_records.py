"""JSON records from JSON lines, from a list, or from one object, in flat memory and without losing the good ones.

The three JSON formats share this: the container is found here, the shape of a record is theirs.
JSON lines are read line by line. A list or an object that is spread over lines is cut into its members by brackets alone,
so that a broken member costs only itself.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from kg.model import Paper, Problem
from kg.readers import source

__all__ = ["Fields", "first_record", "members", "papers", "parse"]

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|["{}\[\],]', re.DOTALL)
_STRING_END = re.compile(r'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1, ",": 0}
_UNDECODED = re.compile("[\udc80-\udcff]")
_KEYS = re.compile(r'"([\w-]+)"\s*:\s*(?:"([^"\\]*)")?')
_ESCAPE = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


@dataclass(frozen=True, slots=True)
class Member:
    """The source text of one record, the line it starts on, and what is wrong with it (kind of Problem, message)."""

    line: int
    text: str
    kind: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of one record, with getters that note a value of the wrong type instead of failing."""

    values: Mapping[str, object]
    notes: list[str] = field(default_factory=list)

    def text(self, *names: str) -> str:
        """Return the first of the named fields that holds text (or a number), else `""`."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str):
                return value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            self._wrong(name, value, "text")
        return ""

    def count(self, name: str) -> int | None:
        """Return a whole number that is not negative, else None."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self._wrong(name, value, "a whole number")
        return None

    def items(self, name: str) -> list[object]:
        """Return a list; a lone text counts as a list of one."""
        value = self.values.get(name)
        if isinstance(value, list):
            return value
        if isinstance(value, str) and value:
            return [value]
        self._wrong(name, value or None, "a list")
        return []

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list."""
        return [item for item in self.items(name) if isinstance(item, str)]

    def objects(self, name: str) -> list[Fields]:
        """Return the objects of a list; a lone text stands for an object with that `name`."""
        items = self.items(name)
        named = [{"name": item} if isinstance(item, str) else item for item in items]
        return [Fields(item, self.notes) for item in named if isinstance(item, dict)]

    def inner(self, name: str) -> Fields:
        """Return the object in a field, empty where there is none."""
        value = self.values.get(name)
        return Fields(value if isinstance(value, dict) else {}, self.notes)

    def _wrong(self, name: str, value: object, expected: str) -> None:
        if value is not None:
            self.notes.append(f"expected {expected} in the field {name!r}, found {_kind(value)}; the field was left out")


def papers(path: Path, convert: Callable[[Fields], Paper]) -> Iterator[Paper | Problem]:
    """Yield a Paper for each record of the file by `convert`, which leaves the title empty where there is none."""
    for member in members(path):
        where = f"{path}:{member.line}"
        if member.fault:
            yield Problem(member.kind, where, member.fault)
            continue
        value, fault = parse(member.text)
        if not isinstance(value, dict):
            yield Problem("bad-record", where, fault or f"expected an object with a title, found {_kind(value)}")
            continue
        if fault:
            yield Problem("bad-character", where, fault)
        yield from _converted(Fields(value), where, convert)


def _converted(fields: Fields, where: str, convert: Callable[[Fields], Paper]) -> Iterator[Paper | Problem]:
    paper = convert(fields)
    if not paper.title.strip():
        known = ", ".join(sorted(map(str, fields.values))[:8])
        yield Problem("no-title", where, f"expected a title, found none among the fields: {known or 'none at all'}")
        return
    for note in fields.notes:
        yield Problem("bad-field", where, note)
    yield paper


def parse(text: str) -> tuple[object, str]:
    """Return the value of a JSON text and, where it can't be used as it stands, what was wrong with it.

    >>> parse('{"a": 1}')
    ({'a': 1}, '')
    >>> parse('{"a": ')[0] is None
    True
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"expected JSON, found an error: {error}"
    if not _ESCAPE.search(text) and "\x00" not in text:
        return value, ""
    mended = _mended(value)
    broken = mended != value
    return mended, "a NUL or half a surrogate pair was replaced by U+FFFD" if broken else ""


def first_record(head: str) -> dict[str, object]:
    """Return the first record that the start of a file holds whole; where none is, what keys and texts can be made out.

    >>> first_record('[{"id": "a"}, {"id": "b"}]'), first_record('{"id": "a", "text": "very lo')
    ({'id': 'a'}, {'id': 'a', 'text': ''})
    """
    texts = iter(head.splitlines()) if _is_lines(head) else (member.text for member in _split(_wrapped([head], head)))
    found = (value for value, _ in map(parse, texts) if isinstance(value, dict))
    return next(found, None) or dict(_KEYS.findall(head))


def members(path: Path) -> Iterator[Member]:
    """Yield the source text of each record; a file that breaks off ends with a Member that says so."""
    if _is_lines(source.head(path)):
        yield from _from_lines(path)
    else:
        yield from _from_document(path)


def _is_lines(head: str) -> bool:
    """Return whether each line is a record: the first line is whole, or another `{` starts the next one."""
    head = head.lstrip()
    if head.startswith("["):
        return False
    first, _, rest = head.partition("\n")
    return parse(first)[0] is not None or not rest.strip() or rest.lstrip().startswith("{")


def _from_lines(path: Path) -> Iterator[Member]:
    for line in source.lines(path):
        if line.fault or line.text.strip():
            yield Member(line.number, line.text, line.kind, line.fault)


def _from_document(path: Path) -> Iterator[Member]:
    try:
        yield from _split(_wrapped(_decoded(path), source.head(path)))
    except source.DamagedError as error:
        yield Member(1, "", "damaged", str(error))


def _wrapped(pieces: Iterable[str], head: str) -> Iterable[str]:
    """Make objects that stand one after another the members of a list."""
    return pieces if head.lstrip().startswith("[") else chain(["["], pieces, ["]"])


def _decoded(path: Path) -> Iterator[str]:
    """Decode with each broken byte as a lone surrogate, so that only its own record is lost; never end within a backslash pair."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    held = ""
    for chunk in source.chunks(path):
        text = held + decoder.decode(chunk)
        odd = (len(text) - len(text.rstrip("\\"))) % 2
        held = "\\" if odd else ""
        yield text[: len(text) - odd]
    yield held


def _split(pieces: Iterable[str]) -> Iterator[Member]:
    """Cut a list into the source texts of its members; the list's own brackets and commas are at depth 1 and below."""
    depth = 0
    held = _Held()
    for text, mark in _marks(pieces):
        held.add(text)
        if not mark:
            continue
        depth += _STEPS[mark]
        if depth > 1 or (depth == 1 and mark in "]}"):
            held.add(mark)
        if depth <= 1:
            yield from held.take()
        if depth == 0:
            return
    yield held.rest()


def _marks(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each bracket and comma outside quotes with the text before it; a piece's end has no mark."""
    quoted = False
    for piece in pieces:
        end = _STRING_END.match(piece) if quoted else None
        quoted = quoted and end is None
        begin = 0
        for match in () if quoted else _TOKEN.finditer(piece, end.end() if end else 0):
            mark = match.group()
            quoted = mark == '"'
            if quoted:
                break
            if mark in _STEPS:
                yield piece[begin : match.start()], mark
                begin = match.end()
        yield piece[begin:], ""


class _Held:
    """The text of the member that is being read, at most MAX_RECORD of it, and the line it starts on."""

    __slots__ = ("line", "parts", "size", "start")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.line = self.start = 1

    def add(self, text: str) -> None:
        """Take in more text; blanks before the member are only counted for its line."""
        if self.size == 0:
            stripped = text.lstrip()
            self.start = self.line + text[: len(text) - len(stripped)].count("\n")
        if self.size or text.strip():
            self.size += len(text)
            if self.size <= source.MAX_RECORD:
                self.parts.append(text)
        self.line += text.count("\n")

    def take(self) -> Iterator[Member]:
        """Yield the member that has ended, if there is one, and begin the next."""
        if self.size > source.MAX_RECORD:
            yield Member(self.start, "", "too-large", f"the record is larger than {source.MAX_RECORD >> 20} MB; it was left out")
        elif self.size:
            yield _member(self.start, "".join(self.parts))
        self.parts.clear()
        self.size = 0

    def rest(self) -> Member:
        """Return what to say of a list that has not ended."""
        if self.size:
            return Member(self.start, "", "cut-off", "the file breaks off in this record; the records before it were read")
        return Member(self.line, "", "damaged", "the list has no closing bracket: the file breaks off here; get the rest again")


def _member(line: int, text: str) -> Member:
    if _UNDECODED.search(text):
        return Member(line, "", "bad-record", "expected UTF-8, found other bytes in this record; convert the file with `iconv`")
    return Member(line, text)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "nothing")


def _mended(value: object) -> object:
    if isinstance(value, str):
        return source.mend(value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {source.mend(key): _mended(item) for key, item in value.items()}
    return value
