"""kg query: Cypher, or a named query, over a library."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.output import echo_rows, progress_bar
from kg.errors import QueryError
from kg.library import Library
from kg.model import Value
from kg.queries import Query, bind, load_queries
from kg.stores.protocol import Row

__all__ = ["query"]

_LONGEST = 1_000_000


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts if "=" in text)
    if len(pairs) != len(texts):
        raise click.UsageError(f"expected --param NAME=VALUE once for each name, got {' '.join(texts)}")
    return pairs


def _value(text: str) -> Value:
    """Return the number, boolean, null or list that a text is in JSON, else the text itself."""
    try:
        value: Value = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return text
    return text if isinstance(value, dict) else value


def _named(text: str) -> Query | None:
    queries = load_queries()
    if text not in queries and not any(c.isspace() for c in text.strip()):
        raise QueryError(f"no query called {text!r}; `kg queries` lists them: {', '.join(queries)}", value=text)
    return queries.get(text)


def _rows(held: Library, text: str, given: dict[str, str], timeout: float) -> list[Row]:
    named = _named(text)
    if named is None:
        return held.query(text, {name: _value(value) for name, value in given.items()}, timeout=timeout)
    params = bind(named, given, lambda kind, value: [held.one(value, among=kind)])
    return held.query(named.cypher, params, timeout=timeout)


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("cypher", metavar="CYPHER|NAME")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the query; repeat for more.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True, help="Seconds to give it.")
@click.option("--json", "form", flag_value="json", help="Print a JSON list of row objects.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV with a header.")
def query(library: Path, cypher: str, params: tuple[str, ...], timeout: float, form: str | None) -> None:
    """Ask LIBRARY a Cypher query, or one of the queries that `kg queries` lists. Read-only; parameters are never pasted in.

    \b
    Examples:
      kg query my-library "MATCH (m:Method) RETURN m.name AS method ORDER BY m.support DESC, method LIMIT 5"
      kg query my-library methods-for-task --param task="machine translation"
    """
    from kg.library import open_library

    if not timeout <= _LONGEST:
        raise click.UsageError(f"expected --timeout of at most {_LONGEST} seconds, got {timeout:g}")
    with progress_bar("asking"), open_library(library) as held:
        rows = _rows(held, cypher, _pairs(params), timeout)
    echo_rows(rows, form=form or "table")
