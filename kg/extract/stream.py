"""Papers in, extractions out, in order, on one process or several, with memory that does not grow with the stream."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from kg.extract.pipeline import extract_paper, make_nlp
from kg.model import Extraction, Paper

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["extract"]

_CHUNK = 32
_AHEAD = 2


@cache
def _pipeline(use_lexicon: bool) -> Language:
    return make_nlp(use_lexicon=use_lexicon)


def _extract_chunk(papers: list[Paper], use_lexicon: bool) -> list[Extraction]:
    nlp = _pipeline(use_lexicon)
    return [extract_paper(nlp, paper) for paper in papers]


def _chunks(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk


def _spread_out(papers: Iterable[Paper], workers: int, use_lexicon: bool) -> Iterator[Extraction]:
    """Keep at most _AHEAD chunks a worker under way, so that a long stream is never held whole."""
    waiting: deque[Future[list[Extraction]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
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
