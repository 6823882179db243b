"""`kg extract`: what each paper says, one JSON line a paper, or as one HTML page to look at."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kg.cli.output import may_write, progress_bar, show_problems, strict_code
from kg.errors import ReadError
from kg.model import Extraction, Paper, Problem

__all__ = ["extract"]

_EXAMPLE = """\b
Example:
  kg extract papers.jsonl
  kg extract library.bib saved-pages/ --workers 2 > found.jsonl
  kg extract papers.jsonl --html papers.html
"""
_Problems = dict[str, Problem]
_Readings = Iterator[tuple[Paper, Extraction]]


@click.command(epilog=_EXAMPLE)
@click.argument("papers", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--format", "format_", metavar="NAME", help="Format of the papers; found by their content where not given.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with; the output is the same."
)
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page that marks it in the texts, instead of lines.")
@click.option("--force", is_flag=True, help="Replace the page where it exists.")
@click.option("--strict", is_flag=True, help="Exit with 1 where something about a record was wrong.")
def extract(papers: tuple[Path, ...], format_: str | None, workers: int, html: Path | None, force: bool, strict: bool) -> None:
    """Print what each paper of PAPERS (files or folders, .gz too) says, one JSON line a paper, in the order of reading.

    A line holds entities with type and role, relations, results, and every mention with its offsets; `id` is the
    record's own id and `paper` the one that a library gives it. What could not be read is told on stderr.

    --html writes the same as one page that needs no network, to look at what was found and judge it: each text with its
    mentions marked, roles, relations with their sentences, results. Good for some hundred papers at a time.
    """
    problems: _Problems = {}
    if html:
        may_write(html, force=force)
    readings = _readings(_papers(papers, format_, problems), workers)
    if html:
        _write_page(readings, html, ", ".join(path.name for path in papers))
    else:
        _print_lines(readings)
    click.get_current_context().exit(strict_code(problems.values(), strict=strict))


def _print_lines(readings: _Readings) -> None:
    with progress_bar() as progress:
        for paper, extraction in readings:
            click.echo(_line(paper, extraction))
            if not sys.stdout.isatty():
                progress("papers", 1)


def _line(paper: Paper, extraction: Extraction) -> bytes:
    from kg.extract.record import to_record
    from kg.identity import merge_records

    record = to_record(paper, extraction, merge_records([(0, paper)])[0].id)
    # A lone surrogate has no UTF-8 form; its escape is JSON.
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _write_page(readings: _Readings, path: Path, title: str) -> None:
    from kg.export.reading import write_reading

    found = []
    with progress_bar() as progress:
        for reading in readings:
            found.append(reading)
            progress("papers", 1)
        write_reading(found, path, title=title)
    if str(path) != "-":
        entities = sum(len(extraction.entities) for _, extraction in found)
        click.echo(f"{path}: {len(found)} paper{'s' * (len(found) != 1)}, {entities} entities")


def _readings(papers: Iterator[Paper], workers: int) -> _Readings:
    """Keep only the papers whose extraction is still on its way."""
    from kg.extract import extract as run

    waiting: deque[Paper] = deque()
    for extraction in run(_noted(papers, waiting), workers=workers):
        yield waiting.popleft(), extraction


def _noted(papers: Iterator[Paper], waiting: deque[Paper]) -> Iterator[Paper]:
    for paper in papers:
        waiting.append(paper)
        yield paper


def _papers(paths: Sequence[Path], format_: str | None, problems: _Problems) -> Iterator[Paper]:
    """Yield the papers; tell each problem at once and keep one of a kind."""
    for item in _items(paths, format_):
        if isinstance(item, Paper):
            yield item
        else:
            show_problems([item])
            problems.setdefault(item.kind, item)


def _items(paths: Sequence[Path], format_: str | None) -> Iterator[Paper | Problem]:
    from kg.readers import read

    for path in _files(paths):
        try:
            yield from [path] if isinstance(path, Problem) else read(path, format=format_)
        except ReadError as error:
            yield Problem("path", error.path, str(error))


def _files(paths: Sequence[Path]) -> Iterator[Path | Problem]:
    """Yield each file once."""
    from kg.readers import expand

    seen: set[Path] = set()
    for path in paths:
        try:
            files = expand([path])
        except ReadError as error:
            yield Problem("path", error.path, str(error))
            continue
        yield from (file for file in files if file not in seen)
        seen.update(files)
