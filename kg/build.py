"""The one pipeline: paths -> records -> extractions -> papers.sqlite -> entities -> graph -> store. The file to read first."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from kg.errors import LibraryError, ReadError
from kg.export.jsonl import read_jsonl
from kg.extract import extract, extractor_version
from kg.graph import Graph
from kg.identity import title_key
from kg.library import Library, create_library, open_library
from kg.library.intake import text_hash
from kg.model import Extraction, Node, Paper, Problem, Report
from kg.readers import SKIPPED, expand, read

__all__ = ["add_papers", "build", "import_graph", "open_library", "rebuild", "remove"]

Progress = Callable[[str, int], None]
"""Called with what is being done and how much of it is done."""


def _quiet(stage: str, done: int) -> None:
    return None


def _records(paths: Iterable[Path | str], *, format: str | None, year: int | None) -> Iterator[Paper | Problem]:
    """Yield what the files hold; a path that cannot be read is a Problem of kind `path`."""
    for path in paths:
        try:
            files = expand([Path(path)])
        except ReadError as error:
            yield Problem("path", str(path), str(error))
            continue
        for file in files:
            try:
                yield from read(file, format=format, year=year)
            except ReadError as error:
                yield Problem("path", str(file), str(error))


def _papers(library: Library, records: Iterable[Paper | Problem]) -> Iterator[Paper]:
    """Yield the papers among some records, and keep the problems in the ledger."""
    for record in records:
        if isinstance(record, Problem):
            problem = replace(record, where=_storable(record.where), message=_storable(record.message))
            library.add_problem(problem, skipped=record.kind in SKIPPED)
        else:
            yield record


def _storable(text: str) -> str:
    """Return a path as text that a database holds: bytes that are no UTF-8 as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


@cache
def _absolute(source: str) -> str:
    return _storable(str(Path(source).resolve()))


def _identified(papers: Iterable[Paper]) -> Iterator[tuple[Paper, int]]:
    """Yield each record with its absolute source and its place among those of that source that share its own id or title."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for paper in papers:
        key = (paper.source, paper.format, paper.record_id or "\0" + title_key(paper.title))
        yield replace(paper, source=_absolute(paper.source)), seen[key]
        seen[key] += 1


def add_papers(library: Library, papers: Iterable[Paper], *, workers: int = 1, progress: Progress = _quiet) -> None:
    """Add records in the order in which they come, each in one transaction with the extraction of its text where that is new."""
    version = extractor_version()
    known = library.begin(version)
    waiting: deque[tuple[Paper, int, bool]] = deque()

    def texts() -> Iterator[Paper]:
        """Yield the papers whose text is to be read, and let all of them wait."""
        for paper, nth in _identified(papers):
            hashed = text_hash(paper)
            waiting.append((paper, nth, hashed not in known))
            if hashed not in known:
                known.add(hashed)
                yield paper

    def put_next(extraction: Extraction | None) -> bool:
        """Put the paper that has waited longest; return whether the extraction was its own."""
        paper, nth, is_new = waiting.popleft()
        library.put(paper, nth, version=version, extraction=extraction if is_new else None)
        progress("papers", 1)
        return is_new

    for extraction in extract(texts(), workers=workers):
        while not put_next(extraction):
            pass
    while waiting:
        put_next(None)


def _extract_again(library: Library, *, workers: int, progress: Progress) -> None:
    """Extract what another extractor version has read, or none, for what is in the library already."""
    version = extractor_version()
    papers = library.texts_to_extract(version)
    for paper, extraction in zip(papers, extract(papers, workers=workers), strict=True):
        library.put_extraction(paper, extraction, version=version)
        progress("papers read again", 1)


def build(
    paths: Sequence[Path | str],
    library: Path | str,
    *,
    format: str | None = None,
    year: int | None = None,
    workers: int = 1,
    min_confidence: float | None = None,
    progress: Progress = _quiet,
) -> Report:
    """Add the papers of files and folders to a library, made where there is none, and return its ledger.

    What is there already is not read again; changed content replaces. `year` is given to cards whose day has no year. A path or record
    that cannot be read is a problem in the ledger; the rest is built. More `workers` change the time only. Extracted edges with less
    than `min_confidence` are left out of the graph, and come back by a smaller one; the library keeps it for later builds.
    """
    with create_library(library) as held:
        papers = _papers(held, _records(paths, format=format, year=year))
        add_papers(held, papers, workers=workers, progress=progress)
        if held.is_untouched():
            raise _nothing_read(held)
        _extract_again(held, workers=workers, progress=progress)
        return _finish(held, progress, min_confidence=min_confidence)


def _nothing_read(library: Library) -> ReadError:
    """Take a library away into which nothing came, and return why nothing did."""
    faults = [p.message for p in library.latest_problems()]
    library.discard()
    return ReadError("; ".join(faults or ["no paper in what was given"]) + f"; nothing could be read, so {library.folder} was not made")


def _finish(library: Library, progress: Progress, *, renew: bool = False, min_confidence: float | None = None) -> Report:
    progress("building the graph", 0)
    return library.update(rebuild=renew, min_confidence=min_confidence)


def rebuild(library: Path | str, *, workers: int = 1, min_confidence: float | None = None, progress: Progress = _quiet) -> Report:
    """Make everything derived in a library again: extractions of another version, the graph, the store; options as for `build`."""
    with create_library(library, must_exist=True) as held:
        _extract_again(held, workers=workers, progress=progress)
        return _finish(held, progress, renew=True, min_confidence=min_confidence)


def remove(library: Path | str, names: Sequence[str], *, progress: Progress = _quiet) -> tuple[list[str], Report]:
    """Take papers out of a library, by id or title; return their ids and the ledger."""
    with create_library(library, must_exist=True) as held:
        ids = held.remove(names)
        return ids, _finish(held, progress)


def import_graph(path: Path | str, library: Path | str, *, progress: Progress = _quiet) -> Report:
    """Make a library of a finished graph that `kg export --format jsonl` wrote; nothing is extracted or resolved."""
    graph = Graph()
    for part in read_jsonl(Path(path)):
        graph.add_node(part) if isinstance(part, Node) else graph.add_edge(part)
    with create_library(library) as held:
        if held.report().nodes or held.report().records:
            raise LibraryError(f"{library}: holds a graph or papers already; import into a new folder", value=str(library))
        held.replace_graph(graph)
        return _finish(held, progress)


class _Callable(ModuleType):
    """`from kg import build` gives this module once it is loaded, so the module does what its function does."""

    __call__ = staticmethod(build)


sys.modules[__name__].__class__ = _Callable
