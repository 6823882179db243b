"""Names to nodes: any alias in any case, any id that a node ever had, and the nearest names where there is none."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import QueryError
from kg.lexicon import normalise
from kg.resolve import entity_id
from kg.schema import ENTITY_LABELS

__all__ = ["Found", "find", "one_node", "suggest"]

_PAPER = ("Paper",)
_LABELS = {"entity": ENTITY_LABELS, "paper": _PAPER, "node": (*ENTITY_LABELS, *_PAPER)}


@dataclass(frozen=True, slots=True)
class Found:
    """A node that a name stands for, with the form of the name that it is known by."""

    id: str
    label: str
    name: str
    shown: str
    support: int


def _own(name: str) -> str:
    """Return a name as a database holds it: half a surrogate pair, of a shell's broken bytes, is in no name."""
    return name.strip().encode(errors="replace").decode()


def _keys(name: str) -> list[str]:
    own = _own(name)
    return sorted({own, normalise(own), f"arxiv:{own}", f"doi:{own.lower()}"})


def find(connection: sqlite3.Connection, name: str, *, among: str = "node") -> list[Found]:
    """Return the nodes that a name stands for, by name or id, most supported first; `among` is entity, paper or node."""
    keys, labels = _keys(name), _LABELS[among]
    rows = connection.execute(  # the marks are question marks only
        "SELECT nodes.id, label, coalesce(node ->> '$[2].name', node ->> '$[2].title', nodes.id), min(shown), max(support)"  # noqa: S608
        " FROM aliases JOIN nodes ON nodes.id = aliases.id"
        f" WHERE key IN ({','.join('?' * len(keys))}) AND label IN ({','.join('?' * len(labels))}) GROUP BY nodes.id",
        (*keys, *labels),
    )
    return sorted((Found(*row) for row in rows), key=lambda f: (-f.support, f.name, f.id))


def suggest(connection: sqlite3.Connection, name: str, *, among: str = "node", limit: int = 5) -> list[str]:
    """Return the names nearest to one that is unknown: those that hold its words, then those spelt most like it."""
    key, labels = normalise(name), _LABELS[among]
    marks = ",".join("?" * len(labels))
    rows = connection.execute(
        f"SELECT key, shown, support FROM aliases JOIN nodes ON nodes.id = aliases.id WHERE label IN ({marks}) AND key NOT LIKE '%:%'",  # noqa: S608
        labels,
    ).fetchall()
    holding = sorted((row for row in rows if f" {key} " in f" {row[0]} "), key=lambda r: (-r[2], r[1]))
    shown = {row[0]: row[1] for row in sorted(rows, key=lambda r: (r[2], r[1]))}
    near = difflib.get_close_matches(key, _alike(key, shown), n=limit, cutoff=0.6)
    return list(dict.fromkeys([row[1] for row in holding[:limit]] + [shown[k] for k in near]))[:limit]


def _alike(key: str, known: Iterable[str]) -> list[str]:
    """Return the keys that share enough two-letter pieces and length with one to be worth comparing letter by letter."""
    pieces = {key[i : i + 2] for i in range(len(key) - 1)}
    close = (k for k in known if abs(len(k) - len(key)) <= max(2, len(key) // 2))
    return sorted(k for k in close if 3 * sum(k[i : i + 2] in pieces for i in range(len(k) - 1)) >= len(pieces))


def one_node(connection: sqlite3.Connection, name: str, *, among: str = "node") -> str:
    """Return the id of the one node that a name stands for; raise QueryError with candidates or suggestions where it is not one."""
    found = find(connection, name, among=among)
    own = find(connection, entity_id(normalise(_own(name))), among=among)
    exact = [f for f in found if f.id == name or normalise(f.name) == normalise(name)]
    for sure in (found, own, exact):
        if len(sure) == 1:
            return sure[0].id
    what = {"entity": "entity", "paper": "paper", "node": "entity or paper"}[among]
    if not found:
        near = suggest(connection, name, among=among)
        hint = f"; did you mean {', '.join(map(repr, near))}?" if near else "; `kg find` looks names up"
        raise QueryError(f"no {what} called {name!r}{hint}", value=name)
    candidates = ", ".join(f"{f.id} ({f.name}, {f.label}, {f.support} papers)" for f in found[:10])
    raise QueryError(f"{name!r} stands for {len(found)} things; ask for one by its id: {candidates}", value=name)
