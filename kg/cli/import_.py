"""kg import: a finished graph to a library."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import progress_bar

__all__ = ["import_"]


@click.command("import")
@click.argument("graph", type=click.Path(path_type=Path))
@click.option("-o", "--output", "library", type=click.Path(path_type=Path), required=True, help="The new library folder.")
def import_(graph: Path, library: Path) -> None:
    """Make a library of GRAPH, a file that `kg export --format jsonl` wrote; nothing is extracted or merged again.

    \b
    Example:
      kg import graph.jsonl -o copy
    """
    from kg.build import import_graph

    with progress_bar() as progress:
        report = import_graph(graph, library, progress=progress)
    click.echo(f"{library}: {report.nodes} nodes, {report.edges} edges")
