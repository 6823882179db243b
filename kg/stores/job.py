"""Run one call of the engine beside the main thread, so that Ctrl-C and a limit of time get through to the caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

__all__ = ["begin", "finish"]

_Result = TypeVar("_Result")
_SLICE = 0.1
"""Seconds: with Java in the process Ctrl-C does not wake a thread that waits, so it waits a slice at a time."""


def begin(call: Callable[[], _Result]) -> Future[_Result]:
    """Begin a call in a daemon thread, which no process waits for at its end.

    >>> finish(begin(lambda: 3), 5.0)
    3
    """
    future: Future[_Result] = Future()
    threading.Thread(target=_fulfil, args=(future, call), daemon=True).start()
    return future


def finish(future: Future[_Result], limit: float) -> _Result:
    """Return what the call returns or raise what it raised; raise TimeoutError where it lasts longer than `limit` seconds."""
    end = time.monotonic() + limit
    while not wait([future], _SLICE).done:
        if time.monotonic() > end:
            raise TimeoutError
    return future.result()


def _fulfil(future: Future[_Result], call: Callable[[], _Result]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # handed to the thread that waits
        future.set_exception(error)
