"""kg export: a library's graph as RDF, JSON lines, tables or GraphML."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from kg.cli.output import may_write, progress_bar
from kg.export import EXPORTERS

__all__ = ["export"]


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(sorted(EXPORTERS)), required=True, help="What to write.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File (a folder for csv) to write, - for stdout.")
@click.option("--no-text", is_flag=True, help="Leave out abstracts and quotes.")
@click.option("--force", is_flag=True, help="Replace what exists there.")
def export(library: Path, format_: str, output: Path, no_text: bool, force: bool) -> None:
    """Write the graph of LIBRARY with all its evidence; the same library gives the same bytes. `.gz` by suffix.

    \b
    Example:
      kg export my-library --format ttl -o graph.ttl
    """
    from kg.library import open_library

    may_write(output, library, force=force)
    module, name = EXPORTERS[format_].split(":")
    with progress_bar("writing"), open_library(library) as held, held.snapshot():
        getattr(import_module(module), name)(held.nodes(), held.edges(), output, text=not no_text)
    if str(output) != "-":
        click.echo(f"{output}: written")
