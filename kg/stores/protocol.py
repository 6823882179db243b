"""What every store can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from kg.graph import Changes
from kg.model import Value

__all__ = ["Cell", "Row", "Store"]

Cell: TypeAlias = "str | int | float | bool | list[Cell] | dict[str, Cell] | None"
"""One value of an answer. A node is a dict of its properties and `labels`, a relation one of its properties and `type`,
a path a list of nodes and relations in turn; dates and durations are ISO strings."""

Row = dict[str, Cell]
"""One row of an answer: column -> value, in the order in which the query returns them."""


class Store(Protocol):
    """A property graph on disk or on a server. `close` it, for instance by `contextlib.closing`."""

    def write(self, changes: Changes) -> None:
        """Bring the graph to the generation of `changes`: all of it, or nothing where it fails."""
        ...

    def query(self, cypher: str, params: Mapping[str, Value], *, timeout: float = 30.0) -> list[Row]:
        """Return the rows that a reading query gives; `timeout` is in seconds."""
        ...

    def generation(self) -> int | None:
        """Return the generation that the graph is at, or None where nothing was written in full."""
        ...

    def close(self) -> None:
        """Release the store; closing twice is fine."""
        ...
