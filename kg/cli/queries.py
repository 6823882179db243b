"""kg queries: the named queries and what they answer."""

from __future__ import annotations

import click

from kg.cli.output import echo_json

__all__ = ["queries"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, with parameters and columns.")
def queries(as_json: bool) -> None:
    """List the named queries that `kg query LIBRARY NAME` runs.

    \b
    Example:
      kg queries --json
    """
    from kg.queries import as_record, load_queries

    found = load_queries().values()
    if as_json:
        return echo_json([as_record(query) for query in found])
    for query in found:
        wanted = " ".join(f"--param {p.name}={p.example!r}" for p in query.params if p.default is None)
        click.echo(click.style(query.name, bold=True) + (f"  {wanted}" if wanted else ""))
        click.echo(click.wrap_text(query.doc, initial_indent="    ", subsequent_indent="    ", width=78))
    return None
