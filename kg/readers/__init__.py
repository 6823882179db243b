"""Paper records from files: `read` yields a Paper for each record and a Problem for each one that is bad, streamed.

A format is found by content, never by file name (`detect`), and read by one module (`FORMATS`). A file that can't be read at
all raises ReadError; within a file, whatever is wrong is told and reading goes on. A Problem whose kind is in SKIPPED stands
for one record that was left out; any other is a note on a record or a file whose records were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from kg.errors import ReadError
from kg.model import Paper, Problem
from kg.readers import source
from kg.readers.detection import format_of

__all__ = ["FORMATS", "SKIPPED", "detect", "expand", "read"]

FORMATS: dict[str, str] = {
    "arxiv": "kg.readers.arxiv:read",
    "bibtex": "kg.readers.bibtex:read",
    "daily-papers": "kg.readers.daily_papers:read",
    "huggingface": "kg.readers.huggingface:read",
    "jsonl": "kg.readers.jsonl:read",
}

SKIPPED = frozenset({"bad-record", "cut-off", "no-title", "too-large"})
"""The kinds of Problem that stand for a record left out."""


def detect(path: Path) -> str:
    """Return the name of the file's format, from its first 64 KiB; raise ReadError where it is none of FORMATS."""
    name, hint = format_of(source.head(path))
    if not name:
        raise ReadError(f"expected papers as one of {_known()}, found {hint}", path=str(path))
    return name


def read(path: Path, *, format: str | None = None, year: int | None = None) -> Iterator[Paper | Problem]:
    """Return the records of a file, streamed; `year` is that of cards which give a day only.

    Raises ReadError at once for a file that can't be read at all: missing, empty, binary, in another encoding, of no known
    format.
    """
    if format is not None and format not in FORMATS:
        raise ReadError(f"expected a format among {_known()}, found {format!r}", path=str(path), value=format)
    source.head(path)
    name = format or detect(path)
    module, _, function = FORMATS[name].partition(":")
    records: Iterator[Paper | Problem] = getattr(import_module(module), function)(path, year)
    return _named(records, path, name)


def expand(paths: list[Path]) -> list[Path]:
    """Return the files of the paths: a folder is the files below it, sorted, hidden ones left out; each file once.

    Raises ReadError for a path that is missing and a folder without files.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not source.exists(path):
            raise ReadError("no such file or folder; check the path", path=str(path))
        files = _below(path) if path.is_dir() else [path]
        if not files:
            raise ReadError("the folder holds no files; expected papers", path=str(path))
        found.update(dict.fromkeys(files))
    return list(found)


def _below(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    parts = {path: path.relative_to(folder).parts for path in files}
    return sorted((path for path in parts if not any(part.startswith(".") for part in parts[path])), key=lambda path: parts[path])


def _named(records: Iterator[Paper | Problem], path: Path, name: str) -> Iterator[Paper | Problem]:
    for record in records:
        yield replace(record, source=str(path), format=name) if isinstance(record, Paper) else record


def _known() -> str:
    return ", ".join(sorted(FORMATS))
