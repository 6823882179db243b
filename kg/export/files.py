"""Files written whole or not at all: beside the target first, then renamed over it.

A name that ends in `.gz` is compressed without name or time, so that equal content is equal bytes; `-` is standard output.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import KgError

__all__ = ["STDOUT", "new_folder", "scalar_text", "write_chunks"]

STDOUT = Path("-")

_SURROGATE = re.compile("[\ud800-\udfff]")


def scalar_text(text: str) -> str:
    r"""Return a text that UTF-8 can hold: each lone surrogate becomes U+FFFD, so that offsets stay right.

    >>> scalar_text("a\ud800b") == "a\ufffdb"
    True
    """
    return _SURROGATE.sub("\ufffd", text)


def write_chunks(chunks: Iterable[str], path: Path) -> None:
    """Write text as UTF-8 to a file, all of it or nothing; a file that is there is replaced.

    The parent folder must exist. Line ends are written as they come. Raises KgError where the path cannot be written.
    """
    if path == STDOUT:
        sys.stdout.flush()
        _write(chunks, sys.stdout.buffer)
        return
    target = _checked(path)
    try:
        with _replacing(target) as stream:
            _write(chunks, stream)
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error


@contextmanager
def new_folder(path: Path, names: Iterable[str]) -> Iterator[Path]:
    """Give an empty folder that becomes `path` at the end, in the place of one that holds nothing but `names`."""
    if path == STDOUT:
        raise _refused(path, "this format writes a folder, not one stream; give the path of a folder")
    target = _checked(path, folder=True)
    others = sorted({p.name for p in target.iterdir()} - {*names}) if target.is_dir() else []
    if others:
        raise _refused(path, f"the folder holds other files ({others[0]}); give a new folder")
    part, old = _beside(target, "part"), _beside(target, "old")
    try:
        part.mkdir()
        yield part
        if target.is_dir():
            target.rename(old)
        part.rename(target)
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if old.is_dir() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _refused(path: Path, reason: str) -> KgError:
    return KgError(f"cannot write {path}: {reason}", value=str(path))


def _checked(path: Path, *, folder: bool = False) -> Path:
    try:
        target = path.resolve()
        if not target.parent.is_dir():
            raise _refused(path, f"there is no folder {path.parent}; make it first")
        if target.is_dir() and not folder:
            raise _refused(path, "it is a folder; give the name of a file")
        if target.is_file() and folder:
            raise _refused(path, "it is a file; give the name of a folder")
    except (OSError, ValueError, RuntimeError) as error:
        raise _refused(path, str(error)) from error
    return target


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{what}")


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    if target.exists() and not target.is_file():  # a device or a pipe: nothing to rename over
        with target.open("wb") as stream:
            yield stream
        return
    part = _beside(target, "part")
    try:
        with part.open("wb") as stream, _compressed(stream, target) as packed:
            yield packed
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _compressed(stream: BinaryIO, target: Path) -> Iterator[BinaryIO]:
    if target.suffix != ".gz":
        yield stream
    else:
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=stream, mtime=0) as packed:
            yield packed  # type: ignore[misc]
    stream.flush()
    os.fsync(stream.fileno())


def _write(chunks: Iterable[str], stream: BinaryIO) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        text.writelines(chunks)
        text.flush()
    finally:
        text.detach()
