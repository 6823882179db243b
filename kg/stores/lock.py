"""A lock file beside a store, held while it is open: one writer, or any number of readers.

The kernel frees it when its process ends in any way, so a killed process leaves nothing that blocks.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from kg.errors import StoreError

__all__ = ["hold", "lock_path"]

_PAUSE = 0.05


def lock_path(store: Path) -> Path:
    """Return the lock file of a store.

    >>> lock_path(Path("library/graph-3")).name
    'graph-3.lock'
    """
    return store.with_name(store.name + ".lock")


def hold(store: Path, *, exclusive: bool, wait: float) -> Callable[[], None]:
    """Take the lock of a store and return the function that gives it back.

    Waits up to `wait` seconds, then raises StoreError. A reader of a folder that it may not write in,
    where no lock file is, needs none.
    """
    descriptor = _open(lock_path(store), exclusive=exclusive)
    if descriptor is None:
        return lambda: None
    if not _take(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, wait):
        os.close(descriptor)
        raise StoreError(f"{store}: another process has it open, and did not close it within {wait:g} s; try again later", value=store)
    return lambda: os.close(descriptor)


def _open(path: Path, *, exclusive: bool) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        if exclusive or error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreError(f"{path}: cannot make the lock file: {error.strerror}", value=path) from error
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None


def _take(descriptor: int, kind: int, wait: float) -> bool:
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE)
        else:
            return True
