"""kg find: a name to the entities and papers that it stands for."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.output import echo_rows

__all__ = ["find"]


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def find(context: click.Context, library: Path, name: str, as_json: bool) -> None:
    """Look NAME up in LIBRARY: any alias in any case, a title, or an id. Exits with 1 where nothing has the name.

    \b
    Example:
      kg find my-library "kv caches"
    """
    from kg.library import open_library

    with open_library(library) as held:
        rows = [asdict(found) for found in held.find(name)]
        near = [] if rows else held.suggest(name)
    if not rows:
        hint = f"; did you mean {', '.join(map(repr, near))}?" if near else ""
        click.echo(f"kg: nothing called {name!r}{hint}", err=True)
    if rows or as_json:
        echo_rows(rows, form="json" if as_json else "table")
    context.exit(0 if rows else 1)
