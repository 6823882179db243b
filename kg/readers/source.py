"""Bytes and lines of a file, whatever its packing or encoding, in flat memory.

Input is UTF-8 (a BOM is fine) or UTF-16 with a BOM, plain or gzip (known by its first two bytes, never by its name).
Limits, so that no file can fill the memory or the disk: a line or record holds MAX_RECORD bytes, a gzip file expands to
MAX_EXPANDED bytes and, beyond RATIO_FROM bytes, to MAX_RATIO times its size.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError

__all__ = [
    "MAX_EXPANDED",
    "MAX_RATIO",
    "MAX_RECORD",
    "DamagedError",
    "Line",
    "chunks",
    "exists",
    "head",
    "lines",
    "mend",
    "unfold",
]

CHUNK = 1 << 16
HEAD = 1 << 16
MAX_RECORD = 20 << 20
MAX_EXPANDED = 32 << 30
RATIO_FROM = 64 << 20
MAX_RATIO = 200

_MAGIC = {b"%PDF": "a PDF", b"PK\x03\x04": "a zip archive", b"\x89PNG": "an image", b"\xff\xd8\xff": "an image", b"\x7fELF": "a program"}
_MAGIC |= {b"SQLite format 3": "a database", b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive", b"\x28\xb5\x2f\xfd": "a zstd archive"}
_UNPRINTABLE = bytes(c for c in range(32) if c not in b"\t\n\r\f\x1b")
_BREAKS = re.compile(r"[ \t\f\v]*\n[ \t\f\v]*")
_PARAGRAPHS = re.compile(r"[ \t\f\v]*\n[ \t\f\v]*\n\s*")
_UNUSABLE = re.compile("[\ud800-\udfff\x00]")


class DamagedError(ReadError):
    """A file that ends or breaks off before its end; what came before is good."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; where something is wrong with it, the kind of Problem and the fault.

    A line of other bytes than UTF-8 (bad-record) has U+FFFD for them; one that is too large (too-large) and the end of a file
    that breaks off (damaged) have no text.
    """

    number: int
    text: str
    kind: str = ""
    fault: str = ""


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the file's content as UTF-8 bytes, unpacked, without BOM; not checked to be valid UTF-8.

    Raises DamagedError where an archive breaks off, ReadError where the file can't be opened or its UTF-16 is broken.
    """
    stream = _unpacked(path)
    first = next(stream, b"")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _from_utf16(path, first, stream)
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from stream


def head(path: Path) -> str:
    """Return the first 64 KiB as text; raise ReadError for a file that is missing, empty, binary or not UTF-8."""
    if not exists(path):
        raise ReadError("no such file; check the path", path=str(path))
    if not path.is_file():
        raise ReadError("expected a file, found a folder or a device; give the files in it", path=str(path))
    data = _first_bytes(path)
    if not data.strip():
        raise ReadError("the file is empty; expected paper records", path=str(path))
    _refuse_binary(path, data)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError as error:
        raise ReadError(_encoding_fault(error.start, data[error.start]), path=str(path), value=error.start) from error


def lines(path: Path) -> Iterator[Line]:
    """Yield the lines one by one; where the file breaks off, the last Line has a fault and no text."""
    held = bytearray()
    number = 1
    try:
        for chunk in chunks(path):
            *full, rest = chunk.split(b"\n")
            for part in full:
                _hold(held, part)
                yield _line(number, held)
                held.clear()
                number += 1
            _hold(held, rest)
    except DamagedError as error:
        if held:
            yield _line(number, held)
        yield Line(number, "", "damaged", str(error))
        return
    if held:
        yield _line(number, held)


def unfold(text: str) -> str:
    r"""Return the text with each line break within a paragraph as one space, ends stripped, paragraphs kept apart.

    >>> unfold("  One line\n  goes on.\n\n\nThen more. ")
    'One line goes on.\n\nThen more.'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "\n\n".join(_BREAKS.sub(" ", paragraph) for paragraph in _PARAGRAPHS.split(text))


def mend(text: str) -> str:
    r"""Return the text with lone surrogates and NULs, which no file or store can hold, as U+FFFD; the length stays.

    >>> mend("a\x00b")
    'a\ufffdb'
    """
    return _UNUSABLE.sub("\ufffd", text)


def exists(path: Path) -> bool:
    """Return whether there is something; raise ReadError where that can't be known."""
    try:
        return path.exists()
    except OSError as error:
        raise ReadError(f"can't be read: {error.strerror or error}", path=str(path)) from error


def _hold(held: bytearray, part: bytes) -> None:
    if len(held) <= MAX_RECORD:
        held += part


def _line(number: int, held: bytearray) -> Line:
    if len(held) > MAX_RECORD:
        return Line(number, "", "too-large", f"the record is larger than {MAX_RECORD >> 20} MB; it was left out")
    try:
        return Line(number, held.decode("utf-8").removesuffix("\r"))
    except UnicodeDecodeError as error:
        text = held.decode("utf-8", "replace").removesuffix("\r")
        return Line(number, text, "bad-record", _encoding_fault(error.start, held[error.start], of="the line"))


def _encoding_fault(offset: int, byte: int, *, of: str = "the file") -> str:
    hint = "convert it, e.g. `iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`"
    return f"expected UTF-8, found the byte 0x{byte:02x} at offset {offset} of {of}; {hint}"


def _refuse_binary(path: Path, data: bytes) -> None:
    what = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), "")
    controls = len(data) - len(data.translate(None, _UNPRINTABLE))
    if what or controls * 20 > len(data):
        raise ReadError(f"expected text, found {what or 'binary data'}; give the papers as text, JSON, BibTeX or Atom", path=str(path))


def _first_bytes(path: Path) -> bytes:
    data = b""
    try:
        for chunk in chunks(path):
            data += chunk
            if len(data) >= HEAD:
                break
    except DamagedError:
        if not data:
            raise
    return data[:HEAD]


def _from_utf16(path: Path, first: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    seen = 0
    try:
        yield decoder.decode(first).encode()
        for chunk in stream:
            seen += len(chunk)
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as error:
        message = f"expected UTF-16 as its byte order mark says, found none near offset {seen + error.start}; save it as UTF-8"
        raise DamagedError(message, path=str(path)) from error


def _unpacked(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == b"\x1f\x8b"
            blocks = iter(lambda: file.read(CHUNK), b"")
            yield from _gunzip(path, blocks) if packed else blocks
    except OSError as error:
        raise ReadError(f"can't be read: {error.strerror or error}", path=str(path)) from error


def _gunzip(path: Path, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack every member in bounded steps; by zlib, because gzip.open can't say how much went in."""
    packed = expanded = 0
    member = zlib.decompressobj(wbits=31)
    for block in blocks:
        packed += len(block)
        while block:
            if member.eof:
                block = block.lstrip(b"\0")
                member = zlib.decompressobj(wbits=31)
                continue
            out = _inflate(path, member, block)
            block = member.unused_data if member.eof else member.unconsumed_tail
            expanded += len(out)
            _check_size(path, packed, expanded)
            yield out
    if not member.eof:
        raise DamagedError("the gzip file breaks off before its end; what came before was read, get the rest again", path=str(path))


def _inflate(path: Path, member: zlib._Decompress, block: bytes) -> bytes:
    try:
        return member.decompress(block, CHUNK)
    except zlib.error as error:
        raise DamagedError(f"the gzip file is damaged ({error}); what came before was read", path=str(path)) from error


def _check_size(path: Path, packed: int, expanded: int) -> None:
    if expanded > MAX_EXPANDED:
        raise DamagedError(f"the gzip file expands to more than {MAX_EXPANDED >> 30} GB, the limit; unpack it yourself", path=str(path))
    if expanded > RATIO_FROM and expanded > packed * MAX_RATIO:
        raise DamagedError(
            f"the gzip file expands more than {MAX_RATIO} times, the limit; unpack it yourself if you trust it", path=str(path)
        )
