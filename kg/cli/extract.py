"""`kg extract`: what each paper says, one JSON line a paper."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import ReadError

if TYPE_CHECKING:
    from kg.model import Paper, Problem

__all__ = ["extract"]

_EXAMPLE = """\b
Example:
  kg extract papers.jsonl
  kg extract library.bib saved-pages/ --workers 2 > found.jsonl
"""


@click.command(epilog=_EXAMPLE)
@click.argument("papers", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--format", "format_", metavar="FORMAT", help="Read every file in this format; without it each is told by its content.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that extract; the output is the same.")
@click.option("--strict", is_flag=True, help="Exit with 1 where a record could not be read.")
@click.pass_context
def extract(ctx: click.Context, papers: tuple[Path, ...], format_: str | None, workers: int, strict: bool) -> None:
    """Print what each paper of PAPERS (files or folders) says, one JSON line a paper, in the order of reading.

    A line holds entities with type and role, relations, results, and every mention with its offsets; `id` is the
    record's own id and `paper` the one that a library gives it. What could not be read is told on stderr.
    """
    troubles: Counter[str] = Counter()
    for line in _lines(_papers(papers, format_, troubles), workers):
        click.echo(line)
    ctx.exit(2 if troubles["path"] else int(strict and troubles["record"] > 0))


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


def _papers(paths: Sequence[Path], format_: str | None, troubles: Counter[str]) -> Iterator[Paper]:
    from kg.model import Paper

    for item in _items(paths, format_, troubles):
        if isinstance(item, Paper):
            yield item
        else:
            troubles["record"] += 1
            click.echo(f"{item.where}: {item.message}", err=True)


def _items(paths: Sequence[Path], format_: str | None, troubles: Counter[str]) -> Iterator[Paper | Problem]:
    from kg.readers import read

    for path in _files(paths, troubles):
        try:
            yield from read(path, format=format_)
        except ReadError as error:
            _tell(error, troubles)


def _files(paths: Sequence[Path], troubles: Counter[str]) -> Iterator[Path]:
    from kg.readers import expand

    for path in paths:
        try:
            yield from expand([path])
        except ReadError as error:
            _tell(error, troubles)


def _tell(error: ReadError, troubles: Counter[str]) -> None:
    troubles["path"] += 1
    click.echo(f"error: {error}", err=True)
