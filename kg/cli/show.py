"""kg show: an interactive neighbourhood as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import may_write, progress_bar

__all__ = ["show"]


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The HTML file to write.")
@click.option("--hops", type=click.IntRange(0, 6), default=2, show_default=True, help="Steps away from NAME.")
@click.option("--limit", type=click.IntRange(1, 5000), default=150, show_default=True, help="Nodes at most; best supported edges first.")
@click.option("--force", is_flag=True, help="Replace the file where it exists.")
def show(library: Path, names: tuple[str, ...], output: Path, hops: int, limit: int, force: bool) -> None:
    """Draw the neighbourhood of entities or papers of LIBRARY: one HTML file that needs no network.

    \b
    Example:
      kg show my-library "KV cache" -o kv.html
    """
    from kg.export.html import write_html
    from kg.library import open_library

    may_write(output, library, force=force)
    with progress_bar("drawing"):
        with open_library(library) as held, held.snapshot():
            centre = [held.one(name) for name in names]
            graph = held.neighbourhood(centre, hops=hops, limit=limit)
        write_html(graph, output, centre=centre, title=", ".join(names))
    if str(output) != "-":
        click.echo(f"{output}: {len(graph.nodes)} nodes, {len(graph.edges)} edges")
