"""`kg extract`: what each paper says, one JSON line a paper."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kg.cli.output import progress_bar, show_problems, strict_code
from kg.errors import ReadError
from kg.model import Paper, Problem

__all__ = ["extract"]

_EXAMPLE = """\b
Example:
  kg extract papers.jsonl
  kg extract library.bib saved-pages/ --workers 2 > found.jsonl
"""
_Problems = dict[str, Problem]


@click.command(epilog=_EXAMPLE)
@click.argument("papers", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--format", "format_", metavar="NAME", help="Format of the papers; found by their content where not given.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with; the output is the same."
)
@click.option("--strict", is_flag=True, help="Exit with 1 where something about a record was wrong.")
@click.pass_context
def extract(context: click.Context, papers: tuple[Path, ...], format_: str | None, workers: int, strict: bool) -> None:
    """Print what each paper of PAPERS (files or folders, .gz too) says, one JSON line a paper, in the order of reading.

    A line holds entities with type and role, relations, results, and every mention with its offsets; `id` is the
    record's own id and `paper` the one that a library gives it. What could not be read is told on stderr.
    """
    problems: _Problems = {}
    with progress_bar() as progress:
        for line in _lines(_papers(papers, format_, problems), workers):
            click.echo(line)
            if not sys.stdout.isatty():
                progress("papers", 1)
    context.exit(strict_code(problems.values(), strict=strict))


def _lines(papers: Iterator[Paper], workers: int) -> Iterator[bytes]:
    """Keep only the papers whose extraction is still on its way."""
    from kg.extract import extract as run
    from kg.extract.record import to_record
    from kg.identity import merge_records

    waiting: deque[Paper] = deque()
    for extraction in run(_noted(papers, waiting), workers=workers):
        paper = waiting.popleft()
        record = to_record(paper, extraction, merge_records([(0, paper)])[0].id)
        # A lone surrogate has no UTF-8 form; its escape is JSON.
        yield json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")


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
