"""kg stats: what a library holds."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import echo_json, echo_rows, ledger_lines, left_out_lines

__all__ = ["stats"]

_LEDGER = ("records", "papers", "merged", "already", "skipped", "replaced", "removed", "undated")


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def stats(library: Path, as_json: bool) -> None:
    """Count the nodes, edges and records of LIBRARY.

    \b
    Example:
      kg stats my-library --json
    """
    from kg.library import open_library

    with open_library(library) as held, held.snapshot():
        counts, report = held.counts(), held.report()
        least, left_out = held.min_confidence(), held.left_out()
    ledger = {name: getattr(report, name) for name in _LEDGER}
    if as_json:
        kinds: dict[str, int] = {}
        for note in (*report.problems, *report.notes):
            kinds[note.kind] = kinds.get(note.kind, 0) + 1
        return echo_json({**counts, "ledger": ledger, "problems": kinds, "min_confidence": least, "left_out": left_out})
    for title, part in (("node", counts["nodes"]), ("edge", counts["edges"])):
        if part:
            echo_rows([{title: name, "count": count} for name, count in sorted(part.items(), key=lambda i: (-i[1], i[0]))])
    return click.echo("\n".join([*ledger_lines(report), *left_out_lines(least, left_out)]))
