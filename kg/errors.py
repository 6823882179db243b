"""The errors that kg raises on purpose.

KgError
 ├─ ReadError      a paper, graph or decisions file that cannot be read
 ├─ SchemaError    a label, predicate or property that the schema does not know
 ├─ LibraryError   a library folder that is missing, locked, newer, or not one
 ├─ StoreError     a store that cannot be opened, written or reached
 └─ QueryError     a query that is unknown, wrong, lacks a parameter or ran out of time

Each says what was expected, what came, where, and what to do; each carries the offending value.
"""

from __future__ import annotations

__all__ = ["KgError", "LibraryError", "QueryError", "ReadError", "SchemaError", "StoreError"]


class KgError(Exception):
    """Base of every error that a user can mend; the command line prints it as one line and exits with 2."""

    def __init__(self, message: str, *, value: object = None) -> None:
        super().__init__(message)
        self.value = value


class ReadError(KgError):
    """Input that cannot be read; carries its path and, where known, its line."""

    def __init__(self, message: str, *, path: str = "", line: int | None = None, value: object = None) -> None:
        where = path + (f":{line}" if line else "")
        super().__init__(f"{where}: {message}" if where else message, value=value)
        self.path = path
        self.line = line


class SchemaError(KgError):
    """A label, predicate or property that the schema does not know."""


class LibraryError(KgError):
    """A library folder that is missing, locked, newer than this program, or no library at all."""


class StoreError(KgError):
    """A store that cannot be opened, written or reached."""


class QueryError(KgError):
    """A query that is unknown, wrong, lacks a parameter or ran out of time."""
