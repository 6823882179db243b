"""What the commands share: rows as a table, JSON or CSV on stdout; a progress bar and warnings on stderr."""

from __future__ import annotations

import csv
import io
import json
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten

import click

from kg.errors import KgError
from kg.model import Problem, Report

__all__ = ["echo_json", "echo_rows", "ledger_lines", "left_out_lines", "may_write", "progress_bar", "show_problems", "strict_code"]

_SHOWN_PROBLEMS = 20
_CELL = 200
"""Letters of a text that a table shows; --json and --csv give all."""
_SHORT = 24
"""Letters of the longest text in a column that is never narrowed; longer ones share what is left of the line."""
_OF_A_LIBRARY = ("papers.sqlite", "decisions.yaml", "report.json", ".lock")
_BAR_AFTER = 1.0
"""Seconds."""


def echo_json(data: object) -> None:
    """Print data as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1 else f"{value:g}"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0].keys() if rows else [])
    writer.writerows([json.dumps(v, ensure_ascii=False) if isinstance(v, (list, dict)) else v for v in row.values()] for row in rows)
    return out.getvalue()


def _table(rows: Sequence[Mapping[str, object]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    widest = {name: max(len(name), *(len(_text(row[name])) for row in rows)) for name in rows[0]}
    table = Table(show_edge=False, pad_edge=False, header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.expand = max(widest.values()) > _SHORT
    for name, width in widest.items():
        numbers = all(isinstance(row[name], (int, float)) or row[name] is None for row in rows)
        share = round(width**0.5) if width > _SHORT else None
        table.add_column(Text(name), justify="right" if numbers else "left", overflow="fold", ratio=share)
    for row in rows:
        table.add_row(*(Text(shorten(_text(value), _CELL, placeholder=" …")) for value in row.values()))
    Console(file=sys.stdout, highlight=False).print(table)


def echo_rows(rows: Sequence[Mapping[str, object]], *, form: str = "table") -> None:
    """Print rows as a table for people, as `json`, or as `csv`; rows share their columns."""
    if form == "json":
        echo_json(list(rows))
    elif form == "csv":
        click.echo(_csv(rows), nl=False)
    elif rows:
        _table(rows)
    else:
        click.echo("no rows", err=True)


@contextmanager
def progress_bar(*stages: str) -> Iterator[Callable[[str, int], None]]:
    """Yield a function that counts work by its name; a bar shows on stderr after a second, where that is a terminal.

    `stages` is work that begins at once and is not counted.
    """
    if not sys.stderr.isatty():
        yield lambda stage, done: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[shown]}"), TimeElapsedColumn())
    bar, tasks = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False), dict[str, TaskID]()

    def advance(stage: str, done: int) -> None:
        """Count work of a stage, which gets a line of its own."""
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=None, shown="")
        bar.advance(tasks[stage], done)
        if done:
            bar.update(tasks[stage], shown=f"{bar.tasks[tasks[stage]].completed:.0f}")

    for stage in stages:
        advance(stage, 0)
    soon = threading.Timer(_BAR_AFTER, bar.start)
    soon.daemon = True
    soon.start()
    try:
        yield advance
    finally:
        soon.cancel()
        soon.join()
        bar.stop()


def ledger_lines(report: Report) -> list[str]:
    """Return the ledger as lines for people.

    >>> ledger_lines(Report(records=3, papers=2, merged=1, undated=2, nodes=5, edges=4))[0]
    '3 records = 2 papers + 1 merged + 0 already there + 0 skipped'
    """
    lines = [
        f"{report.records} records = {report.papers} papers + {report.merged} merged + {report.already} already there"
        f" + {report.skipped} skipped",
        f"{report.nodes} nodes, {report.edges} edges; {report.undated} of {report.papers} papers have no year",
    ]
    beside = [f"{n} {what}" for n, what in ((report.replaced, "records replaced"), (report.removed, "records removed")) if n]
    return lines + ([", ".join(beside)] if beside else [])


def left_out_lines(min_confidence: float, left_out: int) -> list[str]:
    """Return a line for people where a library has a least confidence.

    >>> left_out_lines(0.5, 12), left_out_lines(0.0, 0)
    (['12 edges with less confidence than 0.5 are left out (--min-confidence 0 brings them back)'], [])
    """
    how = "--min-confidence 0 brings them back"
    return [f"{left_out} edges with less confidence than {min_confidence:g} are left out ({how})"] if min_confidence else []


def show_problems(problems: Sequence[Problem], *, shown: int = _SHOWN_PROBLEMS) -> None:
    """Print problems on stderr, one line each, the first of many."""
    for problem in problems[:shown]:
        where = "" if problem.message.startswith(problem.where) else f"{problem.where}: "
        click.echo(f"kg: {where}{problem.message}", err=True)
    if len(problems) > shown:
        click.echo(f"kg: and {len(problems) - shown} more problems; all are in report.json", err=True)


def strict_code(problems: Iterable[Problem], *, strict: bool) -> int:
    """Return the exit code for what went wrong: 2 for an unusable path, 1 for any problem under --strict, else 0."""
    kinds = {p.kind for p in problems}
    return 2 if "path" in kinds else int(strict and bool(kinds))


def may_write(path: Path, library: Path | None = None, *, force: bool) -> None:
    """Raise KgError where a path exists and nobody agreed to replace it (asked in a terminal), or is what the library is made of."""
    if str(path) == "-":
        return
    try:
        exists = path.exists()
        own = library is not None and path.resolve().parent == library.resolve() and path.name.startswith(_OF_A_LIBRARY)
    except OSError as error:
        raise KgError(f"{path}: cannot be written: {error.strerror}", value=str(path)) from error
    if own:
        raise KgError(f"{path}: belongs to the library itself; choose another path", value=str(path))
    if not exists or force:
        return
    if sys.stdin.isatty() and sys.stderr.isatty() and click.confirm(f"{path} exists; replace it?", err=True):
        return
    raise KgError(f"{path}: exists; choose another path or add --force", value=str(path))
