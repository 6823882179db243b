"""The embedded store: ArcadeDB within this process, no server and no system Java.

One folder a graph. A lock file beside it keeps writers and readers of other processes apart.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import ExitStack
from pathlib import Path

from kg.errors import QueryError, StoreError
from kg.graph import Changes
from kg.model import Value
from kg.stores.aggregates import check_aggregates
from kg.stores.cypher_text import check_parameters, storable
from kg.stores.embedded_schema import GENERATION, ddl
from kg.stores.embedded_write import fill, update
from kg.stores.java import error_line, error_names, java_map, plain_rows
from kg.stores.job import begin, finish
from kg.stores.jvm import Java, check_process, java_class, leave_behind, start
from kg.stores.lock import hold, lock_path
from kg.stores.protocol import Row, Store

__all__ = ["EmbeddedStore", "drop_store", "open_store"]

_READ_ONLY = "the graph is changed by papers and decisions only: this query writes, or calls a procedure that may"
_GRACE = 2.0
"""Seconds that a query gets to notice that its time is over; one that does not is left behind."""


def open_store(path: Path, *, read_only: bool = False, heap: str = "512m", wait: float = 30.0) -> Store:
    """Open the store in a folder; unless `read_only`, make it where there is none. What a killed writer left is put right.

    Several processes may read at once, one may write and then no other reads; who comes later waits up to
    `wait` seconds. `heap` is the memory of Java and counts at the first open of a process only.
    """
    path = Path(path).absolute()
    if read_only and not path.is_dir():
        raise StoreError(f"{path}: no store is here", value=path)
    start(heap)
    _forbid_files()
    if java_class("com.arcadedb.database.DatabaseFactory").getActiveDatabaseInstance(str(path)) is not None:
        raise StoreError(f"{path}: already open in this process; use that one, or close it first", value=path)
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    if read_only and (path / "database.lck").exists():
        open_store(path, wait=wait).close()
    release = hold(path, exclusive=not read_only, wait=wait)
    with ExitStack() as on_failure:
        on_failure.callback(release)
        database = _open_to_read(path) if read_only else _open_to_write(path)
        on_failure.pop_all()
    return EmbeddedStore(path, database, release, read_only=read_only)


def drop_store(path: Path) -> bool:
    """Delete a store and its lock file; return False and leave it where a process has it open."""
    path = Path(path).absolute()
    try:
        release = hold(path, exclusive=True, wait=0.0)
    except StoreError:
        return False
    shutil.rmtree(path, ignore_errors=True)
    lock_path(path).unlink(missing_ok=True)
    release()
    return not path.exists()


def _forbid_files() -> None:
    """Switch off what would let a query read files or the network."""
    settings = java_class("com.arcadedb.GlobalConfiguration")
    settings.OPENCYPHER_LOAD_CSV_ALLOW_FILE_URLS.setValue(False)
    settings.OPENCYPHER_LOAD_CSV_ALLOW_REMOTE_URLS.setValue(False)


def _open_to_read(path: Path) -> Java:
    mode = java_class("com.arcadedb.engine.ComponentFile$MODE").READ_ONLY
    return _java(path, lambda: java_class("com.arcadedb.database.DatabaseFactory")(str(path)).open(mode))


def _open_to_write(path: Path) -> Java:
    factory = java_class("com.arcadedb.database.DatabaseFactory")(str(path))
    database = _java(path, lambda: factory.open() if factory.exists() else factory.create())
    database.setWALFlush(java_class("com.arcadedb.engine.WALFile$FlushType").YES_FULL)
    _java(path, lambda: database.command("sqlscript", ";\n".join(ddl())))
    return database


def _java(path: Path, call: Callable[[], Java]) -> Java:
    """Call the engine and raise what goes wrong as one line."""
    import jpype

    try:
        return call()
    except jpype.JException as error:
        raise StoreError(f"{path}: {error_line(error)}", value=path) from error


def _too_long(timeout: float) -> QueryError:
    return QueryError(f"the query took longer than {timeout:g} s: narrow it, or allow more with --timeout SECONDS", value=timeout)


def _query_error(error: Java, timeout: float) -> QueryError:
    names = set(error_names(error))
    if names & {"TimeoutException", "PartialResultTimeoutException", "QueryTerminatedException"}:
        return _too_long(timeout)
    if names & {"QueryNotIdempotentException", "DatabaseIsReadOnlyException"}:
        return QueryError(_READ_ONLY)
    if "SecurityException" in names:
        return QueryError("a query cannot read files or addresses: LOAD CSV is switched off")
    if names & {"OutOfMemoryError", "HeapLimitExceededException"} or "heap budget" in error_line(error):
        return QueryError("the query needs more memory than the store has: narrow it by a filter or a LIMIT, or open it with a larger heap")
    return QueryError(error_line(error))


def _running() -> Java:
    """Return the engine's handle of a query that may be stopped."""
    registry = java_class("com.arcadedb.query.RunningQueryRegistry")()
    return registry.register("", "", "", "", "", java_class("com.arcadedb.query.RunningQuery$Client").NONE)


class EmbeddedStore:
    """An open ArcadeDB database; made by `open_store`."""

    def __init__(self, path: Path, database: Java, release: Callable[[], None], *, read_only: bool) -> None:
        self._path = path
        self._database = database
        self._release = release
        self._read_only = read_only
        self._left: list[Future[list[Row]]] = []

    def write(self, changes: Changes) -> None:
        """Bring the graph to the generation of `changes`; `fresh` needs an empty store and is quick."""
        self._check_open()
        if self._read_only:
            raise StoreError(f"{self._path}: the store is opened for reading", value=self._path)
        if changes.fresh and self.generation() is not None:
            raise StoreError(f"{self._path}: a fresh load needs an empty store", value=self._path)
        _java(self._path, lambda: (fill if changes.fresh else update)(self._database, changes))

    def query(self, cypher: str, params: Mapping[str, Value], *, timeout: float = 30.0) -> list[Row]:
        """Return the rows of a reading query.

        Raises QueryError for a wrong query, a missing parameter, an attempt to write and at the end of `timeout` seconds.
        Ctrl-C gets through while it runs.
        """
        self._check_open()
        check_parameters(cypher, params)
        check_aggregates(cypher)
        import jpype

        running = _running()
        job = begin(lambda: self._ask(storable(cypher), java_map(params), timeout, running))
        try:
            return finish(job, timeout + _GRACE)
        except jpype.JException as error:
            raise _query_error(error, timeout) from error
        except TimeoutError as error:
            self._stop(job, running, status=2)
            raise _too_long(timeout) from error
        except KeyboardInterrupt:
            self._stop(job, running, status=130)
            raise

    def _ask(self, cypher: str, params: Java, timeout: float, running: Java) -> list[Row]:
        limit = java_class("com.arcadedb.GlobalConfiguration").COMMAND_TIMEOUT
        self._database.getConfiguration().setValue(limit, max(1, round(timeout * 1000)))
        binding = running.bind()
        try:
            return plain_rows(self._database.query("opencypher", cypher, params))
        finally:
            binding.close()

    def _stop(self, job: Future[list[Row]], running: Java, *, status: int) -> None:
        running.terminate("the caller")
        if not wait([job], _GRACE).done:
            self._left.append(job)
            leave_behind(status)

    def generation(self) -> int | None:
        """Return the generation that the graph is at, or None where nothing was written in full."""
        self._check_open()
        generation: int | None = _java(self._path, self._read_generation)
        return generation

    def _read_generation(self) -> int | None:
        states = self._database.iterateType(GENERATION, False)
        return int(states.next().get("generation")) if states.hasNext() else None

    def close(self) -> None:
        """Close the database and free its lock; not while a query that was left behind runs, for that would wait for it."""
        if self._database.isOpen() and all(job.done() for job in self._left):
            self._database.close()
            self._release()

    def _check_open(self) -> None:
        check_process()
        if not self._database.isOpen():
            raise StoreError(f"{self._path}: the store is closed", value=self._path)
