"""kg remove: papers out of a library."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import echo_json, ledger_lines, progress_bar

__all__ = ["remove"]


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option("--json", "as_json", is_flag=True, help="Print the ids removed as JSON.")
def remove(library: Path, papers: tuple[str, ...], as_json: bool) -> None:
    """Take papers, by any of their ids or their title, out of LIBRARY; all of them or none.

    \b
    Example:
      kg remove my-library arxiv:1706.03762
    """
    from kg.build import remove as remove_papers

    with progress_bar() as progress:
        ids, report = remove_papers(library, papers, progress=progress)
    if as_json:
        return echo_json({"removed": ids})
    for paper_id in ids:
        click.echo(f"removed {paper_id}")
    return click.echo("\n".join(ledger_lines(report)))
