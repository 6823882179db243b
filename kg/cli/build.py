"""kg build: papers to a library."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.output import echo_json, ledger_lines, left_out_lines, progress_bar, show_problems, strict_code
from kg.model import Report

__all__ = ["build"]

_MANY_BYTES = 2_000_000
_SHOWN = 5
"""Ids that merged or split, told one by one."""


def _size(path: Path) -> int:
    """Return the bytes of a file or a folder, none where they cannot be counted."""
    with suppress(OSError):
        if path.is_dir():
            return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        return path.stat().st_size * (5 if path.suffix == ".gz" else 1) if path.is_file() else 0
    return 0


def _workers(paths: tuple[Path, ...]) -> int:
    """Return how many processes pay off: one where starting others takes longer than the work."""
    return (os.cpu_count() or 1) if sum(map(_size, paths)) > _MANY_BYTES else 1


def _tell(report: Report, library: Path, *, least: float, left_out: int, as_json: bool) -> None:
    if as_json:
        return echo_json({**asdict(report), "library": str(library), "min_confidence": least, "left_out": left_out})
    for line in (*ledger_lines(report), *left_out_lines(least, left_out)):
        click.echo(line)
    moved = [note for note in report.notes if note.kind == "id"]
    for note in moved[:_SHOWN]:
        click.echo(f"{note.where} {note.message}")
    if len(moved) > _SHOWN:
        click.echo(f"and {len(moved) - _SHOWN} more ids stand for other nodes; all are in report.json")
    click.echo(f"library: {library}   (look: kg stats {library}, kg queries, kg show {library} NAME -o page.html)")
    return None


@click.command()
@click.argument("papers", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", "library", type=click.Path(path_type=Path), help="The library folder; made where there is none.")
@click.option("--rebuild", "rebuilt", type=click.Path(path_type=Path), metavar="LIBRARY", help="Make all that is derived in LIBRARY again.")
@click.option("--format", "format_", metavar="NAME", help="Format of the papers; found by their content where not given.")
@click.option("--year", type=click.IntRange(1000, 9999), help="Year for cards that give only a day.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes to read with; the result is the same.  [default: by size]")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Leave out edges with less confidence; kept for later builds, 0 brings all back.  [default: as before, at first 0]",
)
@click.option("--strict", is_flag=True, help="Exit with 1 where the ledger of this build has a problem.")
@click.option("--json", "as_json", is_flag=True, help="Print the ledger as JSON.")
@click.pass_context
def build(
    context: click.Context,
    papers: tuple[Path, ...],
    library: Path | None,
    rebuilt: Path | None,
    format_: str | None,
    year: int | None,
    workers: int | None,
    min_confidence: float | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Read PAPERS (files or folders, .gz too) into a library: a graph of what they propose, use, compare and measure.

    The same command again adds what is new; changed content replaces.

    \b
    Example:
      kg build pages/*.txt library.bib -o my-library
    """
    from kg.build import build as build_library
    from kg.build import open_library, rebuild

    target = rebuilt or library
    if target is None or (papers and rebuilt) or (not papers and not rebuilt):
        raise click.UsageError("expected `kg build PAPERS... -o LIBRARY` or `kg build --rebuild LIBRARY`")
    with progress_bar() as progress:
        if rebuilt:
            report = rebuild(target, workers=workers or 1, min_confidence=min_confidence, progress=progress)
        else:
            count = workers or _workers(papers)
            report = build_library(
                papers, target, format=format_, year=year, workers=count, min_confidence=min_confidence, progress=progress
            )
    with open_library(target) as held:
        problems = [] if rebuilt else held.latest_problems()
        least, left_out = held.min_confidence(), held.left_out()
    show_problems(problems)
    _tell(report, target, least=least, left_out=left_out, as_json=as_json)
    context.exit(strict_code(problems, strict=strict))
