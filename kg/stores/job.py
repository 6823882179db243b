"""Run one call of the engine beside the main thread, so that Ctrl-C and a limit of time get through to the caller."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

__all__ = ["run"]

_Result = TypeVar("_Result")


def run(call: Callable[[], _Result], limit: float) -> _Result:
    """Return what the call returns or raise what it raises; raise TimeoutError where it lasts longer than `limit` seconds.

    A call that is left behind goes on in a daemon thread, which no process waits for at its end.

    >>> run(lambda: 3, 5.0)
    3
    """
    future: Future[_Result] = Future()
    threading.Thread(target=_fulfil, args=(future, call), daemon=True).start()
    return future.result(limit)


def _fulfil(future: Future[_Result], call: Callable[[], _Result]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # handed to the thread that waits
        future.set_exception(error)
