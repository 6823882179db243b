"""The library folder: papers.sqlite, the embedded store of its graph, decisions.yaml and report.json.

papers.sqlite is the source of truth; the graph in it and the store are derived and caught up where they are behind. The graph is
a function of the records and decisions alone: any sequence of adds, replacements and removals equals one build of the final set.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from kg.decisions import TEMPLATE, read_decisions
from kg.errors import LibraryError, StoreError
from kg.graph import Graph, walk
from kg.library import derive, intake, lookup, serving
from kg.library.codec import decode
from kg.library.database import LOCK, PAPERS, connect, get_meta, locked, set_meta
from kg.model import Edge, Extraction, Node, Paper, Problem, Report, Value
from kg.stores.protocol import Row, Store

__all__ = ["Library", "create_library", "open_library"]


class Library:
    """A library folder, opened for reading or, by `create_library`, for changing; a context manager.

    >>> with open_library("my-library") as library:  # doctest: +SKIP
    ...     library.query("MATCH (p:Paper) RETURN count(p) AS papers")
    [{'papers': 528}]
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, held: ExitStack) -> None:
        self.folder = folder
        self._connection = connection
        self._held = held

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        if isinstance(error, sqlite3.OperationalError) or kind is sqlite3.DatabaseError:
            raise _unusable(self.folder, error) from error

    def close(self) -> None:
        """Close the library and release its lock."""
        self._connection.close()
        self._held.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one and the same state for as long as this lasts, whatever other processes write."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    # ---- the papers

    def begin(self, version: str) -> set[str]:
        """Begin a command that adds papers; return the hashes of the texts that this extractor version has read."""
        if self._is_imported():
            raise LibraryError(f"{self.folder}: holds an imported graph without its papers' extractions; build into another folder")
        self._command = intake.begin_command(self._connection)
        return intake.known_texts(self._connection, version)

    def put(self, paper: Paper, nth: int, *, version: str, extraction: Extraction | None) -> str:
        """Add one record, with its extraction where its text is new, in one transaction; return new, already or replaced."""
        with intake.transaction(self._connection):
            if extraction is not None:
                intake.put_extraction(self._connection, intake.text_hash(paper), version, extraction)
            return intake.put_record(self._connection, self._command, paper, nth)

    def put_extraction(self, paper: Paper, extraction: Extraction, *, version: str) -> None:
        """Keep the extraction of a text that is in the library."""
        with intake.transaction(self._connection):
            intake.put_extraction(self._connection, intake.text_hash(paper), version, extraction)

    def texts_to_extract(self, version: str) -> list[Paper]:
        """Return one record for each text that this extractor version has not read."""
        return intake.texts_to_extract(self._connection, version)

    def add_problem(self, problem: Problem, *, skipped: bool) -> None:
        """Keep a problem in the ledger; `skipped` says that it stands for a record that is not in the library."""
        with intake.transaction(self._connection):
            intake.add_problem(self._connection, problem, skipped=skipped)

    def remove(self, names: Iterable[str]) -> list[str]:
        """Take papers out, by any of their ids or their title; return their ids. All or none."""
        ids = list(dict.fromkeys(lookup.one_node(self._connection, name, among="paper") for name in names))
        if self._is_imported():
            raise LibraryError(f"{self.folder}: holds an imported graph; papers cannot be taken out of it")
        with intake.transaction(self._connection):
            for paper_id in ids:
                intake.remove_paper(self._connection, paper_id)
        return ids

    # ---- the graph

    def update(self, *, rebuild: bool = False, heap: str = "512m", min_confidence: float | None = None) -> Report:
        """Bring the graph, the store and report.json up to the papers and decisions; return the ledger.

        `min_confidence` is kept: without it, that of the last time holds.
        """
        self._connection.execute("PRAGMA synchronous = FULL")  # the store must never outlive the generation that it reflects
        if min_confidence is not None:
            self._keep_min_confidence(min_confidence)
        if not self._is_imported() and (rebuild or not derive.is_current(self._connection, self.folder)):
            derive.derive(self._connection, self.folder)
        serving.catch_up(self._connection, self.folder, heap=heap, rebuild=rebuild)
        report = self.report()
        _write_json(self.folder / "report.json", {**asdict(report), "min_confidence": self.min_confidence(), "left_out": self.left_out()})
        return report

    def _is_imported(self) -> bool:
        return get_meta(self._connection, "origin", "papers") == "import"

    def _keep_min_confidence(self, least: float) -> None:
        if not 0.0 <= least <= 1.0:
            raise LibraryError(f"min_confidence: expected 0 to 1, got {least}", value=least)
        if self._is_imported():
            raise LibraryError(f"{self.folder}: holds an imported graph without what its papers say, so no edge of it could come back")
        set_meta(self._connection, "min_confidence", str(float(least)))

    def min_confidence(self) -> float:
        """Return the confidence that an extracted edge needs to be in the graph."""
        return derive.min_confidence(self._connection)

    def left_out(self) -> int:
        """Return how many edges are not in the graph because they have less confidence than that."""
        return int(get_meta(self._connection, "left_out", "0"))

    def replace_graph(self, graph: Graph) -> None:
        """Make a finished graph the library's own; it then takes no papers."""
        with intake.transaction(self._connection):
            derive.put_graph(self._connection, graph)
            set_meta(self._connection, "origin", "import")

    def nodes(self) -> Iterator[Node]:
        """Yield every node, sorted by id."""
        return (decode(Node, row[0]) for row in self._connection.execute("SELECT node FROM nodes ORDER BY id"))

    def edges(self) -> Iterator[Edge]:
        """Yield every edge with all its evidence, sorted by subject, predicate and object."""
        rows = self._connection.execute("SELECT edge FROM edges ORDER BY subject, predicate, object")
        return (decode(Edge, row[0]) for row in rows)

    def edges_at(self, node_id: str) -> list[Edge]:
        """Return the edges at a node, most supported first."""
        rows = self._connection.execute(
            "SELECT edge FROM edges WHERE subject = ?1 UNION SELECT edge FROM edges WHERE object = ?1", (node_id,)
        )
        part = Graph()
        for row in rows:
            part.add_edge(decode(Edge, row[0]))
        return part.edges_at(node_id)

    def neighbourhood(self, node_ids: Iterable[str], *, hops: int = 2, limit: int = 150) -> Graph:
        """Return the graph around some nodes, best supported edges first, as Graph.neighbourhood does."""
        kept = walk(self.edges_at, node_ids, hops=hops, limit=limit)
        part = Graph()
        for node_id in kept:
            part.add_node(self._node(node_id))
        inside = set(kept)
        for node_id in kept:
            for edge in self.edges_at(node_id):
                if edge.subject in inside and edge.object in inside and edge.key not in part.edges:
                    part.add_edge(edge)
        return part

    def _node(self, node_id: str) -> Node:
        row = self._connection.execute("SELECT node FROM nodes WHERE id = ?", (node_id,)).fetchone()
        return decode(Node, row[0])

    def graph(self) -> Graph:
        """Return the whole graph in memory."""
        whole = Graph()
        with self.snapshot():
            for node in self.nodes():
                whole.add_node(node)
            for edge in self.edges():
                whole.add_edge(edge)
        return whole

    def papers(self) -> Iterator[tuple[str, Paper, Extraction]]:
        """Yield (paper id, record, what its text says) for every record, sorted by id."""
        rows = self._connection.execute(
            "SELECT members.paper, records.paper, extraction FROM records JOIN members ON record = id JOIN extractions USING (text_hash)"
            " ORDER BY members.paper, records.id"
        )
        return ((row[0], decode(Paper, row[1]), decode(Extraction, row[2])) for row in rows)

    # ---- questions

    def find(self, name: str, *, among: str = "node") -> list[lookup.Found]:
        """Return the nodes that a name or id stands for, most supported first."""
        return lookup.find(self._connection, name, among=among)

    def suggest(self, name: str, *, among: str = "node") -> list[str]:
        """Return the names nearest to one that is unknown."""
        return lookup.suggest(self._connection, name, among=among)

    def one(self, name: str, *, among: str = "node") -> str:
        """Return the id of the one node that a name stands for; raise QueryError where it is not one."""
        return lookup.one_node(self._connection, name, among=among)

    def query(self, cypher: str, params: Mapping[str, Value] | None = None, *, timeout: float = 30.0) -> list[Row]:
        """Return the rows of a Cypher query that reads; raise QueryError where it cannot be answered."""
        self._catch_up()
        store = self._readable_store()
        try:
            return store.query(cypher, params or {}, timeout=timeout)
        finally:
            store.close()

    def _catch_up(self) -> None:
        """Catch the store up where it is behind and nobody else is at it; else the last finished state is read."""
        if serving.is_served(self._connection, self.folder):
            return
        try:
            with locked(self.folder):
                serving.catch_up(self._connection, self.folder)
        except LibraryError:
            if not serving.has_store(self._connection, self.folder):
                raise

    def _readable_store(self) -> Store:
        """Return the store, made again where it is damaged."""
        store = serving.reading_store(self._connection, self.folder)
        if store is None:
            with locked(self.folder):
                serving.catch_up(self._connection, self.folder, rebuild=True)
            store = serving.reading_store(self._connection, self.folder)
        if store is None:
            raise StoreError(f"{self.folder}: its graph store cannot be read; `kg build --rebuild {self.folder}` makes it again")
        return store

    # ---- the ledger

    def latest_problems(self) -> list[Problem]:
        """Return the problems that the last command which added papers met."""
        return intake.problems(self._connection, since=int(get_meta(self._connection, "command", "0")))

    def is_untouched(self) -> bool:
        """Return whether no record, not even a bad one, has ever come in."""
        counters = (get_meta(self._connection, name, "0") for name in ("papers_version", "skipped", "generation"))
        return all(counter == "0" for counter in counters)

    def discard(self) -> None:
        """Delete a library in which nothing is; what else lies in its folder stays."""
        self._connection.close()
        for path in self.folder.glob(f"{PAPERS}*"):
            path.unlink()
        decisions = self.folder / derive.DECISIONS
        if decisions.read_text(encoding="utf-8") == TEMPLATE:
            decisions.unlink()
        (self.folder / LOCK).unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def report(self) -> Report:
        """Return the cumulative ledger."""

        def count(sql: str) -> int:
            return int(self._connection.execute(sql).fetchone()[0])

        def counter(name: str) -> int:
            return int(get_meta(self._connection, name, "0"))

        live, papers = count("SELECT count(*) FROM members"), count("SELECT count(DISTINCT paper) FROM members")
        already, skipped = counter("already"), counter("skipped")
        return Report(
            records=live + already + skipped,
            papers=papers,
            merged=live - papers,
            already=already,
            skipped=skipped,
            replaced=counter("replaced"),
            removed=counter("removed"),
            undated=count("SELECT count(*) FROM nodes WHERE label = 'Paper' AND node ->> '$[2].year' IS NULL"),
            nodes=count("SELECT count(*) FROM nodes"),
            edges=count("SELECT count(*) FROM edges"),
            problems=tuple(intake.problems(self._connection)),
            notes=tuple(Problem(*row) for row in self._connection.execute("SELECT * FROM notes ORDER BY kind, place, message")),
        )

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the number of nodes by label and of edges by predicate."""
        nodes = self._connection.execute("SELECT label, count(*) FROM nodes GROUP BY label ORDER BY label")
        edges = self._connection.execute("SELECT predicate, count(*) FROM edges GROUP BY predicate ORDER BY predicate")
        return {"nodes": dict(nodes.fetchall()), "edges": dict(edges.fetchall())}


def _write_json(path: Path, data: object) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)


def _unusable(folder: Path, error: object) -> LibraryError:
    path = folder / PAPERS
    return LibraryError(f"{path}: {error}; where this stays, build the papers into a new folder", value=str(path))


def open_library(folder: Path | str) -> Library:
    """Return a library opened for reading; raise LibraryError where the folder is none.

    What an interrupted command left undone of the graph is done first, unless another process is at it.
    """
    path = Path(folder)
    connection = connect(path)
    try:
        if derive.is_behind(connection):
            with suppress(LibraryError), locked(path):
                derive.derive(connection, path)
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    return Library(path, connection, ExitStack())


def create_library(folder: Path | str, *, must_exist: bool = False) -> Library:
    """Return a library opened for changing, made where there is none; raise LibraryError where the folder holds other things."""
    path = Path(folder)
    if must_exist:
        connect(path).close()
    _make_folder(path)
    with ExitStack() as held:
        held.enter_context(locked(path))
        decisions = path / derive.DECISIONS
        if not decisions.exists():
            decisions.write_text(TEMPLATE, encoding="utf-8")
        read_decisions(decisions)
        return Library(path, connect(path, create=True), held.pop_all())


def _make_folder(path: Path) -> None:
    try:
        others = {p.name for p in path.iterdir()} - {LOCK, derive.DECISIONS} if path.exists() else set()
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{path}: no library can be made here: {error.strerror}", value=str(path)) from error
    if others and not (path / PAPERS).is_file():
        raise LibraryError(f"{path}: exists and is no library; choose a new or empty folder", value=str(path))
