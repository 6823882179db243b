"""papers.sqlite: its tables, its connection, and the lock that keeps two builds apart."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import LibraryError

__all__ = ["FORMAT", "LOCK", "PAPERS", "connect", "get_meta", "locked", "set_meta"]

PAPERS = "papers.sqlite"
LOCK = ".lock"
FORMAT = "1"
_WAIT = 30
"""Seconds to wait for another process that writes."""

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
    kind TEXT, place TEXT, message TEXT, times INTEGER NOT NULL, command INTEGER NOT NULL,
    PRIMARY KEY (kind, place, message)) WITHOUT ROWID;
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
    """Return a connection to a library's papers.sqlite; raise LibraryError where the folder is no library that this program reads."""
    path = folder / PAPERS
    if not create:
        _check_exists(folder, path)
    try:
        connection = _opened(path)
        found = _format(connection)
        if create and not found:
            found = _make_tables(connection)
    except sqlite3.Error as error:
        raise LibraryError(f"{path}: cannot be opened as a library: {error}", value=str(path)) from error
    if found != FORMAT:
        connection.close()
        raise LibraryError(f"{path}: {_other_format(found)}", value=found)
    return connection


def _check_exists(folder: Path, path: Path) -> None:
    try:
        what = "" if path.is_file() else f"no {PAPERS} in it" if folder.exists() else "no such folder"
    except OSError as error:
        what = error.strerror or str(error)
    if what:
        raise LibraryError(f"{folder}: not a library ({what}); make one with `kg build PAPERS... -o {folder}`", value=str(folder))


def _opened(path: Path) -> sqlite3.Connection:
    """Return a connection that writes; one that only reads where nothing may be written beside the file."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        log = path.with_name(path.name + "-wal")
        if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
            raise
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    return connection


def _format(connection: sqlite3.Connection) -> str:
    """Return the format of a library, nothing where its file is still empty."""
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return ""
    return get_meta(connection, "format", "unknown")


def _make_tables(connection: sqlite3.Connection) -> str:
    """Make the tables, all of them or none."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript("BEGIN;" + _DDL)
    set_meta(connection, "format", FORMAT)
    connection.execute("COMMIT")
    return FORMAT


def _other_format(found: str) -> str:
    if not found:
        return "not a library yet, its first build did not begin; run that build again"
    return f"library format {found}, this program reads format {FORMAT}; use the version of kg that made it, or build into a new folder"


def get_meta(connection: sqlite3.Connection, name: str, default: str) -> str:
    """Return a value of the library's own, or the default."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a value of the library's own."""
    connection.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the library for writing; raise LibraryError at once where another process holds it or nothing may be written there."""
    try:
        handle = (folder / LOCK).open("w")
    except OSError as error:
        raise LibraryError(f"{folder}: cannot be changed: {error.strerror}", value=str(folder)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LibraryError(
                f"{folder}: another kg command is changing this library; try again when it is done", value=str(folder)
            ) from error
        yield
