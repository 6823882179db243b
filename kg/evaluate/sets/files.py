"""The files of a public set, as published: which one is asked for, and its lines, each error with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from kg.errors import ReadError
from kg.evaluate.sets.labelled import Labelled

__all__ = ["Place", "cut_in_blocks", "file_of", "json_lines", "lines_of", "parsed"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, and in a few words what is expected there."""

    path: Path
    expected: str
    line: int | None = None


def file_of(folder: Path, split: str, suffixes: Sequence[str]) -> Path | None:
    """Return a folder's file of a split, `dev.jsonl` before `dev_500.jsonl`, or None.

    Raises ReadError where several files would do and none has the plain name.
    """
    found = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix in suffixes and path.name.startswith(split))
    plain = [path for path in found if path.stem == split]
    if len(plain or found) > 1:
        names = ", ".join(path.name for path in plain or found)
        raise ReadError(f"expected one file of the {split} split, got {names}; give the file itself", path=str(folder))
    return next(iter(plain or found), None)


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a UTF-8 file with their numbers, the ends of lines left out."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                yield number, line.rstrip("\r\n")
    except OSError as error:
        raise ReadError(f"expected a file, got: {error.strerror}", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ReadError(f"expected UTF-8 text, got byte 0x{error.object[error.start]:02x}", path=str(path)) from error


def parsed(place: Place, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `make` makes of a record; raises ReadError, saying what was expected, where its shape is another."""
    try:
        return make(*args, **kwargs)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        got = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise ReadError(f"expected {place.expected}, got {got}", path=str(place.path), line=place.line) from error


def json_lines(path: Path, expected: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the objects of a file of JSON lines with the numbers of their lines; empty lines are passed over."""
    for number, line in lines_of(path):
        if line.strip():
            record = parsed(Place(path, expected, number), json.loads, line)
            if not isinstance(record, dict):
                raise ReadError(f"expected {expected}, got {type(record).__name__}", path=str(path), line=number)
            yield number, record


def cut_in_blocks(texts: Sequence[Labelled], size: int, every: int) -> tuple[list[Labelled], list[Labelled]]:
    """Cut texts into blocks of `size` in their order; each block whose number, from 1, `every` divides is dev, the rest train.

    >>> train, dev = cut_in_blocks([Labelled(str(n), "", ()) for n in range(5)], 2, 2)
    >>> [one.id for one in train], [one.id for one in dev]
    (['0', '1', '4'], ['2', '3'])
    """
    held = [(n // size + 1) % every == 0 for n in range(len(texts))]
    return (
        [one for one, out in zip(texts, held, strict=True) if not out],
        [one for one, out in zip(texts, held, strict=True) if out],
    )
