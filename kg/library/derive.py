"""The graph of a library from its records and extractions, and what changed since the generation before."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.assemble import assemble
from kg.decisions import Decisions, read_decisions
from kg.graph import Graph
from kg.identity import Work, merge_records
from kg.lexicon import normalise
from kg.library.codec import decode, encode
from kg.library.database import get_meta, set_meta
from kg.library.intake import drop_unused_extractions, text_hash, transaction
from kg.model import Extraction, Node, Paper, Problem
from kg.resolve import resolve

__all__ = ["DECISIONS", "alias_keys", "derive", "is_behind", "is_current", "min_confidence", "put_graph", "state_of"]

DECISIONS = "decisions.yaml"


def state_of(connection: sqlite3.Connection, folder: Path) -> str:
    """Return what the derived graph depends on, as one text: the papers' version, the decisions, the least confidence."""
    path = folder / DECISIONS
    decided = hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()[:16]
    return f"{get_meta(connection, 'papers_version', '0')} {decided} {min_confidence(connection)}"


def min_confidence(connection: sqlite3.Connection) -> float:
    """Return the confidence that an extracted edge needs to be in the graph."""
    return float(get_meta(connection, "min_confidence", "0"))


def is_current(connection: sqlite3.Connection, folder: Path) -> bool:
    """Return whether the derived graph stands for the papers and decisions as they are."""
    imported = get_meta(connection, "origin", "papers") == "import"
    return imported or get_meta(connection, "derived_from", "") == state_of(connection, folder)


def is_behind(connection: sqlite3.Connection) -> bool:
    """Return whether papers came in or went since the graph was derived."""
    imported = get_meta(connection, "origin", "papers") == "import"
    return not imported and get_meta(connection, "derived_from", "0").split()[0] != get_meta(connection, "papers_version", "0")


def _works(connection: sqlite3.Connection) -> list[Work]:
    rows = connection.execute("SELECT id, paper FROM records ORDER BY id")
    return merge_records((key, decode(Paper, text)) for key, text in rows)


def _extractions(connection: sqlite3.Connection, works: Iterable[Work]) -> dict[str, Extraction]:
    found = {}
    for work in works:
        row = connection.execute("SELECT extraction FROM extractions WHERE text_hash = ?", (text_hash(work.paper),)).fetchone()
        found[work.id] = decode(Extraction, row[0]) if row else Extraction()
    return found


def _built(works: list[Work], extractions: dict[str, Extraction], decisions: Decisions, least: float) -> tuple[Graph, list[Problem], int]:
    """Return the graph, what it leaves out, and how many edges it leaves out for their confidence."""
    graph, notes = assemble(works, extractions, resolve(extractions, decisions))
    left_out = graph.leave_out_weak(least)
    if left_out:
        notes.append(Problem("confidence", f"below {least:g}", f"{left_out} edges left out; `--min-confidence 0` brings them back"))
    return graph, notes + graph.break_cycles(), left_out


def alias_keys(node: Node) -> Iterator[tuple[str, str]]:
    """Yield (key, as shown) for everything by which a node can be asked for.

    >>> list(alias_keys(Node("entity:x-1", "Task", {"name": "Parsing", "ids": ["entity:x-1", "entity:y-2"]})))
    [('entity:x-1', 'entity:x-1'), ('entity:y-2', 'entity:y-2'), ('parsing', 'Parsing')]
    """
    ids, aliases = node.properties.get("ids"), node.properties.get("aliases")
    for own in sorted({node.id, *(str(i) for i in (ids if isinstance(ids, list) else []))}):
        yield own, own
    shown = node.properties.get("name", node.properties.get("title"))
    for name in (shown, *(aliases if isinstance(aliases, list) else [])):
        if isinstance(name, str):
            yield normalise(name), name


def _differences(
    connection: sqlite3.Connection, table: str, keys: str, fresh: Iterable[tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the rows that are new or other than those of a table, and the keys of those that are gone."""
    value = {"nodes": "node", "edges": "edge"}[table]
    width = keys.count(",") + 1
    old = {row[:width]: row[width] for row in connection.execute(f"SELECT {keys}, {value} FROM {table}")}  # noqa: S608
    changed = [row for row in fresh if old.pop(row[:width], None) != row[-1]]
    return changed, set(old)


def put_graph(connection: sqlite3.Connection, graph: Graph) -> int:
    """Make the library's graph equal to this one, inside a transaction; return its generation, one more where anything changed."""
    node_rows = ((n.id, n.label, encode(n)) for _, n in sorted(graph.nodes.items()))
    nodes, gone_nodes = _differences(connection, "nodes", "id", node_rows)
    edges, gone_edges = _differences(
        connection, "edges", "subject, predicate, object", ((*k, encode(e)) for k, e in sorted(graph.edges.items()))
    )
    generation = int(get_meta(connection, "generation", "0"))
    if not (nodes or edges or gone_nodes or gone_edges):
        return generation
    connection.executemany("INSERT OR REPLACE INTO nodes VALUES (?, ?, ?)", nodes)
    connection.executemany("INSERT OR REPLACE INTO edges VALUES (?, ?, ?, ?)", edges)
    connection.executemany("DELETE FROM nodes WHERE id = ?", sorted(gone_nodes))
    connection.executemany("DELETE FROM edges WHERE subject = ? AND predicate = ? AND object = ?", sorted(gone_edges))
    touched = [encode(list(key)) for key in sorted({n[:1] for n in nodes} | gone_nodes) + sorted({e[:3] for e in edges} | gone_edges)]
    connection.executemany("INSERT OR REPLACE INTO changed VALUES (?, ?)", ((element, generation + 1) for element in touched))
    _put_aliases(connection, graph.nodes.values())
    set_meta(connection, "generation", str(generation + 1))
    return generation + 1


def _put_aliases(connection: sqlite3.Connection, nodes: Iterable[Node]) -> None:
    connection.execute("DELETE FROM aliases")
    rows = ((key, node.id, shown, node.properties.get("support", 0)) for node in nodes for key, shown in alias_keys(node) if key)
    connection.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?, ?)", rows)


def _ids(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the node for which each id stands."""
    return dict(connection.execute("SELECT key, id FROM aliases WHERE key = shown AND key LIKE '%:%'").fetchall())


def _moved(before: dict[str, str], after: dict[str, str]) -> list[Problem]:
    """Return a note for each id that stands for another node than before: what merged or split.

    >>> _moved({"a": "a", "b": "b", "c": "c"}, {"a": "a", "b": "a"})
    [Problem(kind='id', where='b', message='stands for a now, before for b')]
    """
    moved = sorted(key for key, node in before.items() if after.get(key, node) != node)
    return [Problem("id", key, f"stands for {after[key]} now, before for {before[key]}") for key in moved]


def derive(connection: sqlite3.Connection, folder: Path) -> int:
    """Bring the graph up to the papers and decisions of the library in one transaction; return its generation."""
    decisions, state = read_decisions(folder / DECISIONS), state_of(connection, folder)
    works = _works(connection)
    graph, notes, left_out = _built(works, _extractions(connection, works), decisions, min_confidence(connection))
    with transaction(connection):
        before = _ids(connection)
        generation = put_graph(connection, graph)
        notes += _moved(before, _ids(connection))
        connection.execute("DELETE FROM members")
        connection.executemany("INSERT INTO members VALUES (?, ?)", ((record, work.id) for work in works for record in work.members))
        connection.execute("DELETE FROM notes")
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?)", ((n.kind, n.where, n.message) for n in notes))
        drop_unused_extractions(connection)
        set_meta(connection, "left_out", str(left_out))
        set_meta(connection, "derived_from", state)
    return generation
