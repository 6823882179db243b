"""The embedded store of a library: which folder holds it, and how it catches up with papers.sqlite.

A store holds the generation that it reflects. A small difference is written into it in one transaction; a large one makes a new
folder `graph-N` beside the old, and one row of papers.sqlite switches to it.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from kg.errors import QueryError, StoreError
from kg.graph import Changes
from kg.library.codec import decode
from kg.library.database import get_meta, set_meta
from kg.library.intake import transaction
from kg.model import Edge, Node
from kg.stores.embedded import open_store
from kg.stores.lock import hold, lock_path
from kg.stores.protocol import Store

__all__ = ["catch_up", "drop_old_stores", "has_store", "is_served", "reading_store"]

_SMALL = 0.2
_PATIENCE = 5.0
"""Seconds to wait for readers before a fresh store is made beside the one that they have open."""
_WRITING = 30.0
"""Seconds to wait for a writer."""
_STORE = re.compile(r"graph-\d+(-\d+)?")


def _folder(connection: sqlite3.Connection, library: Path) -> Path | None:
    name = get_meta(connection, "store", "")
    return library / name if name and (library / name).is_dir() else None


def _generation(connection: sqlite3.Connection) -> int:
    return int(get_meta(connection, "generation", "0"))


def _all_nodes(connection: sqlite3.Connection) -> Iterator[Node]:
    return (decode(Node, row[0]) for row in connection.execute("SELECT node FROM nodes ORDER BY id"))


def _all_edges(connection: sqlite3.Connection) -> Iterator[Edge]:
    return (decode(Edge, row[0]) for row in connection.execute("SELECT edge FROM edges ORDER BY subject, predicate, object"))


def _changes_since(connection: sqlite3.Connection, held: int) -> Changes:
    rows = connection.execute("SELECT element FROM changed WHERE generation > ? ORDER BY element", (held,))
    keys = [tuple(json.loads(row[0])) for row in rows]
    nodes, edges, gone_nodes, gone_edges = [], [], [], []
    for key in keys:
        where = "subject = ? AND predicate = ? AND object = ?" if len(key) == 3 else "id = ?"
        column, table = ("edge", "edges") if len(key) == 3 else ("node", "nodes")
        row = connection.execute(f"SELECT {column} FROM {table} WHERE {where}", key).fetchone()  # noqa: S608
        if len(key) == 3:
            edges.append(decode(Edge, row[0])) if row else gone_edges.append((key[0], key[1], key[2]))
        else:
            nodes.append(decode(Node, row[0])) if row else gone_nodes.append(key[0])
    return Changes(_generation(connection), nodes, edges, gone_nodes, gone_edges)


def _is_small(connection: sqlite3.Connection, held: int) -> bool:
    changed = connection.execute("SELECT count(*) FROM changed WHERE generation > ?", (held,)).fetchone()[0]
    whole = connection.execute("SELECT (SELECT count(*) FROM nodes) + (SELECT count(*) FROM edges)").fetchone()[0]
    return bool(changed <= max(200, _SMALL * whole))


def _new_folder(library: Path, generation: int) -> Path:
    """Return the first free name for a store of this generation."""
    names = (f"graph-{generation}{f'-{n}' if n else ''}" for n in count())
    return next(library / name for name in names if not (library / name).exists())


def _write_fresh(connection: sqlite3.Connection, library: Path, heap: str) -> None:
    generation = _generation(connection)
    folder = _new_folder(library, generation)
    store = open_store(folder, heap=heap)
    try:
        store.write(Changes(generation, _all_nodes(connection), _all_edges(connection), fresh=True))
        _check_written(connection, store, folder)
    finally:
        store.close()
    _serve(connection, folder)


def _check_written(connection: sqlite3.Connection, store: Store, folder: Path) -> None:
    """Raise StoreError where a store does not hold as many nodes and edges as were written."""
    wanted = connection.execute("SELECT (SELECT count(*) FROM nodes), (SELECT count(*) FROM edges)").fetchone()
    cypher = ("MATCH (n) RETURN count(n) AS n", "MATCH ()-[r]->() RETURN count(r) AS n")
    found = tuple(store.query(text, {}, timeout=600)[0]["n"] for text in cypher)
    if found != wanted:
        raise StoreError(f"{folder}: wrote {wanted} nodes and edges, read back {found}; `kg build --rebuild {folder.parent}`", value=found)


def _serve(connection: sqlite3.Connection, folder: Path) -> None:
    """Make a store that is up to date and closed the one that answers."""
    size = _size(folder)
    with transaction(connection):
        for name, value in (("store", folder.name), ("served", str(_generation(connection))), ("store_size", size)):
            set_meta(connection, name, value)


def _size(folder: Path) -> str:
    """Return the number and the bytes of a store's data files, by which a damaged one is known; waits for who writes it."""
    release = hold(folder, exclusive=False, wait=_WRITING)
    try:
        sizes = [file.stat().st_size for file in folder.iterdir() if file.suffix not in (".lck", ".wal", ".json")]
    finally:
        release()
    return f"{len(sizes)} {sum(sizes)}"


def has_store(connection: sqlite3.Connection, library: Path) -> bool:
    """Return whether there is a store at all, of whatever generation."""
    return _folder(connection, library) is not None


def is_served(connection: sqlite3.Connection, library: Path) -> bool:
    """Return whether the store is whole and reflects the library's generation."""
    meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())  # of one moment
    if meta.get("served") != meta.get("generation", "0"):
        return False
    with suppress(FileNotFoundError):
        return bool(meta.get("store_size") == _size(library / meta["store"]))
    return False


def catch_up(connection: sqlite3.Connection, library: Path, *, heap: str = "512m", rebuild: bool = False) -> None:
    """Bring the store to the library's generation; the caller holds the library's lock."""
    drop_old_stores(connection, library)
    if not rebuild and is_served(connection, library):
        return
    folder = _folder(connection, library)
    is_damaged = get_meta(connection, "served", "") == str(_generation(connection))
    if folder is None or rebuild or is_damaged or not _written_into(connection, folder, heap):
        _write_fresh(connection, library, heap)
        drop_old_stores(connection, library)


def _written_into(connection: sqlite3.Connection, folder: Path, heap: str) -> bool:
    """Write what changed into a store, where that is little and the store takes it; return whether it is now up to date."""
    try:
        is_written = _write_changes(connection, folder, heap)
    except (StoreError, QueryError):  # damaged, or a reader keeps it open
        return False
    if is_written:
        _serve(connection, folder)
    return is_written


def _write_changes(connection: sqlite3.Connection, folder: Path, heap: str) -> bool:
    generation = _generation(connection)
    store = open_store(folder, heap=heap, wait=_PATIENCE)
    try:
        held = store.generation()
        if held is None or held > generation or not _is_small(connection, held):
            return False
        if held < generation:
            store.write(_changes_since(connection, held))
        _check_written(connection, store, folder)
    finally:
        store.close()
    return True


def drop_old_stores(connection: sqlite3.Connection, library: Path) -> None:
    """Delete the store folders that are no longer the library's, but for those that a reader has open."""
    current = get_meta(connection, "store", "")
    for folder in sorted(library.glob("graph-*")):
        if folder.is_dir() and folder.name != current and _STORE.fullmatch(folder.name):
            with suppress(StoreError):
                release = hold(folder, exclusive=True, wait=0)
                shutil.rmtree(folder, ignore_errors=True)
                lock_path(folder).unlink(missing_ok=True)
                release()


def reading_store(connection: sqlite3.Connection, library: Path, *, heap: str = "512m") -> Store | None:
    """Return the library's store, open for reading, or None where it is damaged; the newest where a build switches meanwhile."""
    folder = _folder(connection, library)
    if folder is None:
        return None
    try:
        return _whole(open_store(folder, read_only=True, heap=heap))
    except StoreError as error:
        if folder != _folder(connection, library):
            return reading_store(connection, library, heap=heap)
        if error.__cause__ is None:  # not the engine's: another has it open
            raise
    return None


def _whole(store: Store) -> Store | None:
    """Return a store that was written in full, else close it."""
    if store.generation() is not None:
        return store
    store.close()
    return None
