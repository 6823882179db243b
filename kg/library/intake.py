"""Records and extractions into papers.sqlite: add, replace, remove; one transaction a paper.

A record is known by its source, format, own id (its title where it has none) and its place among the records of that source
that share these. The same content there is `already`; other content replaces it. A record of a later command that carries the
own id of an earlier one in the same format, and an id or the title, replaces it too, whatever file it comes from.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kg.identity import title_key
from kg.library.codec import decode, encode
from kg.library.database import get_meta, set_meta
from kg.model import Extraction, Paper, Problem

__all__ = [
    "add_problem",
    "begin_command",
    "known_texts",
    "put_extraction",
    "put_record",
    "remove_paper",
    "text_hash",
    "texts_to_extract",
    "transaction",
]


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what is done inside, or nothing of it."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def text_hash(paper: Paper) -> str:
    """Return the hash of what an extractor sees of a paper.

    >>> text_hash(Paper("A", votes=1)) == text_hash(Paper("A", votes=2))
    True
    """
    return _digest(encode(paper.sections))


def _count(connection: sqlite3.Connection, counter: str, by: int = 1) -> None:
    set_meta(connection, counter, str(int(get_meta(connection, counter, "0")) + by))


def begin_command(connection: sqlite3.Connection) -> int:
    """Return the number of this command, by which its records are told from those of earlier ones."""
    _count(connection, "command")
    return int(get_meta(connection, "command", "0"))


def known_texts(connection: sqlite3.Connection, version: str) -> set[str]:
    """Return the hashes of the texts that this extractor version has read."""
    return {row[0] for row in connection.execute("SELECT text_hash FROM extractions WHERE version = ?", (version,))}


def _is_of(old: Paper, paper: Paper) -> bool:
    return bool({*old.ids} & {*paper.ids}) or title_key(old.title) == title_key(paper.title)


def _superseded(connection: sqlite3.Connection, command: int, paper: Paper) -> list[int]:
    if not paper.record_id:
        return []
    rows = connection.execute(
        "SELECT id, paper FROM records WHERE format = ? AND own_id = ? AND command < ?", (paper.format, paper.record_id, command)
    )
    return [key for key, text in rows if _is_of(decode(Paper, text), paper)]


def _outcome(connection: sqlite3.Connection, command: int, paper: Paper, nth: int, content: str) -> str:
    place = (paper.source, paper.format, paper.record_id, "" if paper.record_id else title_key(paper.title), nth)
    found = connection.execute(
        "SELECT id, content_hash FROM records WHERE (source, format, own_id, title_key, nth) = (?, ?, ?, ?, ?)", place
    ).fetchone()
    if found and found[1] == content:
        connection.execute("UPDATE records SET command = ? WHERE id = ?", (command, found[0]))
        return "already"
    old = [found[0]] if found else _superseded(connection, command, paper)
    connection.executemany("DELETE FROM records WHERE id = ?", [(key,) for key in old])
    connection.execute(
        "INSERT INTO records (source, format, own_id, title_key, nth, content_hash, text_hash, paper, command) VALUES (?,?,?,?,?,?,?,?,?)",
        (*place, content, text_hash(paper), encode(paper), command),
    )
    _count(connection, "papers_version")
    _count(connection, "replaced", len(old))
    return "replaced" if old else "new"


def put_record(connection: sqlite3.Connection, command: int, paper: Paper, nth: int) -> str:
    """Add a record inside a transaction; return `new`, `already` or `replaced`. `nth` counts from 0."""
    outcome = _outcome(connection, command, paper, nth, _digest(encode(replace(paper, source=""))))
    if outcome == "already":
        _count(connection, "already")
    return outcome


def put_extraction(connection: sqlite3.Connection, hashed: str, version: str, extraction: Extraction) -> None:
    """Keep what an extractor version read in a text, in place of what another version did."""
    connection.execute(
        "INSERT OR REPLACE INTO extractions VALUES (?, ?, ?)",
        (hashed, version, encode(extraction)),
    )
    _count(connection, "papers_version")


def texts_to_extract(connection: sqlite3.Connection, version: str) -> list[Paper]:
    """Return one record for each text of the library that this extractor version has not read."""
    rows = connection.execute(
        "SELECT paper FROM records WHERE id IN (SELECT min(id) FROM records WHERE text_hash NOT IN"
        " (SELECT text_hash FROM extractions WHERE version = ?) GROUP BY text_hash) ORDER BY text_hash",
        (version,),
    )
    return [decode(Paper, row[0]) for row in rows]


def add_problem(connection: sqlite3.Connection, problem: Problem, *, skipped: bool) -> None:
    """Keep a problem; `skipped` says that it stands for a record that is not in the library."""
    connection.execute(
        "INSERT INTO problems VALUES (?, ?, ?, 1, ?)"
        " ON CONFLICT (kind, place, message) DO UPDATE SET times = times + 1, command = excluded.command",
        (problem.kind, problem.where, problem.message, int(get_meta(connection, "command", "0"))),
    )
    if skipped:
        _count(connection, "skipped")


def remove_paper(connection: sqlite3.Connection, paper_id: str) -> int:
    """Take every record of a paper out, inside a transaction; return how many there were."""
    records = [row[0] for row in connection.execute("SELECT record FROM members WHERE paper = ?", (paper_id,))]
    connection.executemany("DELETE FROM records WHERE id = ?", [(key,) for key in records])
    connection.execute("DELETE FROM members WHERE paper = ?", (paper_id,))
    _count(connection, "removed", len(records))
    _count(connection, "papers_version")
    return len(records)


def drop_unused_extractions(connection: sqlite3.Connection) -> None:
    """Forget extractions of texts that no record has."""
    connection.execute("DELETE FROM extractions WHERE text_hash NOT IN (SELECT text_hash FROM records)")


def problems(connection: sqlite3.Connection, *, since: int = 0) -> list[Problem]:
    """Return the problems kept, sorted; with `since`, those that came up in that command or later."""
    rows = connection.execute("SELECT kind, place, message FROM problems WHERE command >= ? ORDER BY kind, place, message", (since,))
    return [Problem(*row) for row in rows]
