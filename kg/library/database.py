"""papers.sqlite: its tables, its connection, and the lock that keeps two builds apart."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import LibraryError

__all__ = ["FORMAT", "PAPERS", "connect", "get_meta", "locked", "set_meta"]

PAPERS = "papers.sqlite"
FORMAT = "1"

_DDL = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, format TEXT NOT NULL, own_id TEXT NOT NULL, title_key TEXT NOT NULL, nth INTEGER NOT NULL,
    content_hash TEXT NOT NULL, text_hash TEXT NOT NULL, paper TEXT NOT NULL, command INTEGER NOT NULL,
    UNIQUE (source, format, own_id, title_key, nth));
CREATE INDEX IF NOT EXISTS records_own ON records (format, own_id);
CREATE INDEX IF NOT EXISTS records_text ON records (text_hash);
CREATE TABLE IF NOT EXISTS extractions (text_hash TEXT PRIMARY KEY, version TEXT NOT NULL, extraction TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS problems (
    kind TEXT, place TEXT, message TEXT, times INTEGER NOT NULL, PRIMARY KEY (kind, place, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (kind TEXT, place TEXT, message TEXT, PRIMARY KEY (kind, place, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (record INTEGER PRIMARY KEY, paper TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS members_paper ON members (paper);
CREATE TABLE IF NOT EXISTS nodes (id TEXT PRIMARY KEY, label TEXT NOT NULL, node TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edges (
    subject TEXT, predicate TEXT, object TEXT, edge TEXT NOT NULL, PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS edges_object ON edges (object);
CREATE TABLE IF NOT EXISTS aliases (key TEXT, id TEXT, shown TEXT NOT NULL, support INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed (element TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID;
"""


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Return a connection to a library's papers.sqlite; raise LibraryError where the folder is no library."""
    path = folder / PAPERS
    if not create and not path.is_file():
        what = "no such folder" if not folder.exists() else f"no {PAPERS} in it"
        raise LibraryError(f"{folder}: not a library ({what}); make one with `kg build PAPERS... -o {folder}`", value=str(folder))
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if create:
            connection.executescript(_DDL)
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (FORMAT,))
        found = get_meta(connection, "format", "")
    except sqlite3.Error as error:
        raise LibraryError(f"{path}: cannot be opened as a library: {error}", value=str(path)) from error
    if found != FORMAT:
        raise LibraryError(f"{path}: library format {found or 'unknown'}, this program reads format {FORMAT}", value=found)
    return connection


def get_meta(connection: sqlite3.Connection, name: str, default: str) -> str:
    """Return a value of the library's own, or the default."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a value of the library's own."""
    connection.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the library for writing; raise LibraryError at once where another process holds it."""
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LibraryError(
                f"{folder}: another kg command is changing this library; try again when it is done", value=str(folder)
            ) from error
        yield
