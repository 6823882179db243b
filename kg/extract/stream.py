"""Papers in, extractions out, in order, on one process or several, with memory that does not grow with the stream."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process

from kg.errors import KgError
from kg.extract.pipeline import extract_paper
from kg.model import Extraction, Paper

__all__ = ["extract"]

_CHUNK = 32
_AHEAD = 2


def _extract_chunk(papers: list[Paper], use_lexicon: bool) -> list[Extraction]:
    return [extract_paper(paper, use_lexicon=use_lexicon) for paper in papers]


def _chunks(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool that ends with the work, with an error, and with this process, whatever ends it."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent)
    try:
        with _interrupts_held():
            for _ in range(workers):
                pool.submit(os.getpid)  # each starts one more
        yield pool
    except BrokenProcessPool as error:
        raise KgError("a process that read papers was killed or ran out of memory: try again with fewer --workers") from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, and for good from the processes that start meanwhile: it is for the one that started them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _spread_out(papers: Iterable[Paper], workers: int, use_lexicon: bool) -> Iterator[Extraction]:
    """Keep at most _AHEAD chunks a worker under way, so that a long stream is never held whole."""
    waiting: deque[Future[list[Extraction]]] = deque()
    with _processes(workers) as pool:
        for chunk in _chunks(papers):
            waiting.append(pool.submit(_extract_chunk, chunk, use_lexicon))
            if len(waiting) >= workers * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def extract(papers: Iterable[Paper], *, workers: int = 1, use_lexicon: bool = True) -> Iterator[Extraction]:
    """Yield one extraction for each paper, in the order of the papers; the number of workers changes the time only.

    More than one worker starts fresh processes, so the calling script needs its `if __name__ == "__main__"` guard.
    """
    if workers > 1:
        yield from _spread_out(papers, workers, use_lexicon)
    else:
        for chunk in _chunks(papers):
            yield from _extract_chunk(chunk, use_lexicon)
