"""The stores, on a graph of eight nodes; one Java machine serves all of these tests."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.errors import QueryError, StoreError
from kg.graph import Changes
from kg.model import Edge, Evidence, Node, Value
from kg.stores import STORES
from kg.stores.embedded import drop_store, open_store
from kg.stores.protocol import Store

ROOT = Path(__file__).resolve().parent.parent

NODES = (
    Node("arxiv:1", "Paper", {"title": "A first paper", "year": 2023, "ids": ["arxiv:1"]}),
    Node("arxiv:2", "Paper", {"title": "Another", "ids": ["arxiv:2", "doi:10.1/b"]}),
    Node("entity:kv", "Method", {"name": "KIVI", "aliases": ["kivi cache", "KIVI-2"], "support": 2}),
    Node("entity:llm", "Concept", {"name": "LLM", "aliases": [], "support": 1}),
)


def quote(paper: str, sentence: str, confidence: float = 0.5) -> Evidence:
    return Evidence(paper, "abstract", 0, len(sentence), sentence, (-1, -1), (0, 4), "cue", confidence)


EDGES = (
    Edge("arxiv:1", "PROPOSES", "entity:kv", (quote("arxiv:1", "KIVI is new."),), {"support": 1, "confidence": 0.5}),
    Edge("arxiv:2", "USES", "entity:kv", (quote("arxiv:2", "KIVI helps."), quote("arxiv:2", "KIVI again.", 1)), {"support": 1}),
    Edge("entity:kv", "USED_FOR", "entity:llm", (), {"support": 1, "derived": True}),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path / "graph-1")) as opened:
        opened.write(Changes(1, NODES, EDGES, fresh=True))
        yield opened


def rows(store: Store, cypher: str, **params: Value) -> list[list[object]]:
    return [list(row.values()) for row in store.query(cypher, params)]


def everything(store: Store) -> tuple[list[list[object]], list[list[object]]]:
    nodes = rows(store, "MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY n.id")
    edges = rows(store, "MATCH (a)-[r]->(b) RETURN a.id AS s, type(r) AS p, b.id AS o, properties(r) AS q ORDER BY s, p, o")
    return nodes, edges


def run_python(code: str, *args: object, **options: Any) -> subprocess.Popen[str]:
    """Start a process that runs `code`; `sys.argv[1:]` are the arguments."""
    command = [sys.executable, "-c", code, *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **options)


# --- what is written is read back


def test_what_is_written_is_read_back(store: Store) -> None:
    found = rows(store, "MATCH (p:Paper)-[r:PROPOSES]->(e:Entity {id: $id}) RETURN p.title AS paper, r.sentences AS quotes", id="entity:kv")
    assert found == [["A first paper", ["KIVI is new."]]]
    assert store.generation() == 1


def test_nodes_relations_and_paths_become_plain_python(store: Store) -> None:
    (row,) = store.query("MATCH path = (n:Method)-[r:USED_FOR]->(m) RETURN n, r, path, [n, 1.5] AS list", {})
    node = {"id": "entity:kv", "name": "KIVI", "aliases": ["kivi cache", "KIVI-2"], "support": 2, "labels": ["Method", "Entity"]}
    assert row["n"] == node
    assert row["r"] == {"support": 1, "derived": True, "type": "USED_FOR"}
    assert row["list"] == [node, 1.5]
    path = row["path"]
    assert isinstance(path, list) and [x == node for x in path] == [True, False, False]


def test_scalars_dates_and_maps_are_plain_python(store: Store) -> None:
    (row,) = store.query(
        "RETURN 1 AS i, 1.0 AS f, true AS b, null AS n, date('2024-02-01') AS d, duration('P1D') AS u, {a: [1, 'x']} AS m", {}
    )
    assert row == {"i": 1, "f": 1.0, "b": True, "n": None, "d": "2024-02-01", "u": "P1D", "m": {"a": [1, "x"]}}
    assert [type(value) for value in row.values()] == [int, float, bool, type(None), str, str, dict]


def test_a_moment_is_iso_text_without_the_name_of_its_zone(store: Store) -> None:
    assert rows(store, "RETURN datetime('2024-02-01T10:00:00Z') AS t, localdatetime('2024-02-01T10:00:00') AS l") == [
        ["2024-02-01T10:00:00Z", "2024-02-01T10:00:00"]
    ]


def test_columns_come_in_the_order_of_the_query(store: Store) -> None:
    (row,) = store.query("MATCH (n:Method) RETURN n.name AS z, n.id AS y, n.support AS a, 1 AS m", {})
    assert list(row) == ["z", "y", "a", "m"]


def test_the_best_evidence_lies_on_the_edge_as_parallel_lists(store: Store) -> None:
    (row,) = store.query("MATCH ()-[r:USES]->() RETURN r.sentences AS s, r.confidences AS c, r.starts AS a, r.object_ends AS e", {})
    assert row == {"s": ["KIVI again.", "KIVI helps."], "c": [1.0, 0.5], "a": [0, 0], "e": [4, 4]}
    assert isinstance(row["c"], list) and all(type(x) is float for x in row["c"])


def test_an_entity_has_both_labels_and_the_generation_is_no_node(store: Store) -> None:
    assert rows(store, "MATCH (n) RETURN count(n) AS n") == [[4]]
    assert rows(store, "MATCH (n:Entity) RETURN n.id AS id ORDER BY id") == [["entity:kv"], ["entity:llm"]]


@given(text=st.text(st.characters(), max_size=30) | st.sampled_from(["\0", "\ud800x", "a'\"`\\$b", "😀" * 3, "é" * 70_000, "\r\n\u2028"]))
@example(text="\x00 in the middle \x00")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(store: Store, text: str) -> None:
    store.write(Changes(2, [Node("entity:t", "Task", {"name": text, "aliases": [text, "x"]})]))
    clean = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    node = {"id": "entity:t", "name": clean, "aliases": [clean, "x"], "labels": ["Task", "Entity"]}
    assert rows(store, "MATCH (n:Task) RETURN n.name AS a, n.aliases AS b, $t AS c, n", t=text) == [[clean, [clean, "x"], clean, node]]


@given(number=st.floats(allow_nan=False, allow_infinity=False), count=st.integers(-(2**63), 2**63 - 1))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_comes_back_as_it_was(store: Store, number: float, count: int) -> None:
    values: dict[str, Value] = {"number": number, "low": float(count), "kind_counts": [count, 0], "support": count}
    store.write(Changes(2, [Node("n", "Result", {"number": number}), Node("entity:t", "Task", values)]))
    (row,) = store.query(
        "MATCH (r:Result), (t:Task) RETURN r.number AS a, t.kind_counts AS b, t.support AS c, t.low AS d, r, t, $n AS n, $c AS k",
        {"n": number, "c": count},
    )
    assert [row[k] for k in "abcdnk"] == [number, [count, 0], count, float(count), number, count]
    assert (row["r"], row["t"]) == (
        {"id": "n", "number": number, "labels": ["Result"]},
        {"id": "entity:t", **values, "labels": ["Task", "Entity"]},
    )


def test_half_a_character_that_a_query_cuts_out_is_no_error(store: Store) -> None:
    ((text,),) = rows(store, "RETURN left('😀x', 1) AS t")
    assert text in ("😀", "?")


# --- changes


def test_changes_in_one_write_replace_add_and_remove(store: Store) -> None:
    edge = Edge("arxiv:1", "PROPOSES", "entity:kv", (), {"support": 7})
    node = Node("arxiv:1", "Paper", {"title": "Renamed"})
    store.write(Changes(2, [node], [edge], gone_nodes=["arxiv:2"], gone_edges=[("entity:kv", "USED_FOR", "entity:llm")]))
    nodes, edges = everything(store)
    assert [p["id"] for _, p in nodes] == ["arxiv:1", "entity:kv", "entity:llm"]
    assert nodes[0][1] == {"id": "arxiv:1", "title": "Renamed"}
    assert edges == [["arxiv:1", "PROPOSES", "entity:kv", {"support": 7}]]
    assert store.generation() == 2


def test_a_node_that_changes_its_label_keeps_its_edges_and_its_index(store: Store) -> None:
    before = everything(store)[1]
    store.write(Changes(2, [Node("entity:kv", "Dataset", {"name": "KIVI"})]))
    assert rows(store, "MATCH (n {id: 'entity:kv'}) RETURN labels(n) AS l, n.name AS a, n.support AS s") == [
        [["Dataset", "Entity"], "KIVI", None]
    ]
    assert everything(store)[1] == before
    assert rows(store, "MATCH (n:Method) RETURN n.id AS id") == []
    assert rows(store, "MATCH (n:Entity {id: 'entity:kv'})<-[:USES]-(p) RETURN p.id AS id") == [["arxiv:2"]]


def test_a_label_may_change_and_its_node_get_new_edges_in_the_same_write(store: Store) -> None:
    edges = [Edge("entity:kv", "IS_A", "entity:llm"), Edge("arxiv:1", "USES", "entity:kv")]
    store.write(Changes(2, [Node("entity:kv", "Concept", {"name": "K"})], edges))
    assert rows(store, "MATCH (n:Concept {name: 'K'})-[r]-(m) RETURN type(r) AS r, m.id AS m ORDER BY r, m") == [
        ["IS_A", "entity:llm"],
        ["PROPOSES", "arxiv:1"],
        ["USED_FOR", "entity:llm"],
        ["USES", "arxiv:1"],
        ["USES", "arxiv:2"],
    ]


def test_a_label_may_change_back_and_a_removed_node_come_again(store: Store) -> None:
    before = everything(store)
    store.write(Changes(2, [Node("entity:kv", "Task", {"name": "x"})]))
    store.write(Changes(3, [NODES[2]]))
    assert everything(store) == before
    store.write(Changes(4, [Node("entity:kv", "Task", {"name": "y"})], gone_nodes=["entity:kv"]))
    assert rows(store, "MATCH (n {id: 'entity:kv'}) RETURN labels(n) AS l, n.name AS n, count { (n)--() } AS d") == [
        [["Entity", "Task"], "y", 0]
    ]


def test_a_write_applied_twice_changes_nothing_more(store: Store) -> None:
    changes = Changes(3, NODES, EDGES)
    store.write(changes)
    once = everything(store)
    store.write(changes)
    assert everything(store) == once


def test_updating_gives_the_same_graph_as_loading(store: Store, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "graph-2")) as other:
        other.write(Changes(1, NODES, EDGES))
        assert everything(other) == everything(store)


def test_a_failed_write_leaves_the_graph_as_it_was(store: Store) -> None:
    before = everything(store)
    dangling = Edge("arxiv:1", "USES", "entity:nowhere")
    with pytest.raises(StoreError, match="arxiv:1 USES entity:nowhere: its end 'entity:nowhere' is no node"):
        store.write(Changes(2, [Node("arxiv:9", "Paper", {"title": "New"})], [dangling], gone_nodes=["arxiv:2"]))
    assert everything(store) == before
    assert store.generation() == 1


def test_a_fresh_load_that_fails_has_no_generation(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "g")) as opened:
        with pytest.raises(StoreError, match="entity:nowhere"):
            opened.write(Changes(1, NODES, [Edge("arxiv:1", "USES", "entity:nowhere")], fresh=True))
        assert opened.generation() is None


def test_a_fresh_load_needs_an_empty_store(store: Store) -> None:
    with pytest.raises(StoreError, match="empty store"):
        store.write(Changes(2, NODES, fresh=True))


def test_a_number_that_is_not_finite_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="not finite"):
        store.write(Changes(2, [Node("r", "Result", {"number": float("nan")})]))


# --- what a query may not do


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Paper {id: 'x'})",
        "MERGE (n:Paper {id: 'x'}) RETURN n",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) REMOVE n.name",
        "FOREACH (x IN [1] | CREATE (:Paper))",
        "CALL { CREATE (:Paper) } RETURN 1 AS a",
        "CREATE INDEX FOR (n:Paper) ON (n.title)",
        "PROFILE CREATE (n:Paper)",
        "CALL apoc.create.node(['Paper'], {}) YIELD node RETURN node",
    ],
)
def test_a_query_cannot_change_the_graph(store: Store, cypher: str) -> None:
    before = everything(store)
    with pytest.raises(QueryError, match="changed by papers and decisions only"):
        store.query(cypher, {})
    assert everything(store) == before


@pytest.mark.parametrize("source", ["file:///etc/hostname", "/etc/hostname", "http://127.0.0.1:9/x", "https://example.org/x.csv"])
def test_a_query_cannot_read_files_or_addresses(store: Store, source: str) -> None:
    with pytest.raises(QueryError, match="LOAD CSV is switched off"):
        store.query("LOAD CSV FROM $source AS line RETURN line", {"source": source})


def test_a_syntax_error_is_one_line_that_says_where(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.query("MATCH (n) RETRN n", {})
    assert "line 1, column 10" in str(caught.value)
    assert "\n" not in str(caught.value) and "java" not in str(caught.value).lower()


def test_missing_parameters_are_named(store: Store) -> None:
    with pytest.raises(QueryError, match=r"\$a, \$c: give it with --param a=VALUE"):
        store.query("RETURN $a AS a, '$x' AS x, $b AS b, $c AS c // $y", {"b": 1})


def test_a_long_query_ends_at_its_limit(store: Store) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"longer than 0.5 s: .*--timeout"):
        store.query(
            "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN sum(a * b * c) AS s", {}, timeout=0.5
        )
    assert time.monotonic() - began < 5
    assert rows(store, "MATCH (n) RETURN count(n) AS n") == [[4]]


def test_a_query_that_needs_too_much_memory_says_so(store: Store) -> None:
    greedy = "UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b RETURN a * 2000 + b AS key, count(*) AS n ORDER BY n LIMIT 1"
    with pytest.raises(QueryError, match="needs more memory than the store has"):
        store.query(greedy, {}, timeout=120)
    assert rows(store, "MATCH (n) RETURN count(n) AS n") == [[4]]


# --- opening, locks and other processes

READ = """
import sys; from pathlib import Path; from kg.stores.embedded import open_store
store = open_store(Path(sys.argv[1]), read_only=True, wait=float(sys.argv[2]))
print(store.query("MATCH (n) RETURN count(n) AS n", {}), store.generation(), flush=True)
sys.stdin.read()
"""


def test_readers_share_and_a_writer_waits_for_them(tmp_path: Path) -> None:
    path = tmp_path / "graph-1"
    with closing(open_store(path)) as opened:
        opened.write(Changes(1, NODES, EDGES, fresh=True))
    with closing(open_store(path, read_only=True)) as reader:
        other = run_python(READ, path, 30, stdin=subprocess.PIPE)
        assert other.stdout and other.stdout.readline() == "[{'n': 4}] 1\n"
        assert rows(reader, "MATCH (n) RETURN count(n) AS n") == [[4]]
    with pytest.raises(StoreError, match=r"another process has it open, and did not close it within 0.2 s"):
        open_store(path, wait=0.2)
    assert other.communicate("")[1] == ""
    open_store(path, wait=30).close()


def test_a_reader_waits_for_a_writer_and_then_says_so(store: Store, tmp_path: Path) -> None:
    _, said = run_python(READ, tmp_path / "graph-1", 0.2).communicate()
    assert "StoreError" in said and "another process has it open, and did not close it within 0.2 s" in said


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_store(tmp_path / "g").close()
    with closing(open_store(tmp_path / "g", read_only=True)) as opened, pytest.raises(StoreError, match="opened for reading"):
        opened.write(Changes(1))


def test_there_is_nothing_to_read_where_no_store_is(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store is here"):
        open_store(tmp_path / "none", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_store_opened_twice_in_one_process_is_a_clear_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="already open in this process"):
        open_store(tmp_path / "graph-1", wait=0.1)


def test_a_store_is_dropped_unless_somebody_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "graph-1"
    with closing(open_store(path)):
        assert not drop_store(path)
        assert path.is_dir()
    assert drop_store(path)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_store_says_so_and_closes_twice(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "g")
    opened.close()
    opened.close()
    with pytest.raises(StoreError, match="closed"):
        opened.query("RETURN 1 AS a", {})


def test_several_stores_may_be_open_at_once(store: Store, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "graph-2")) as other:
        other.write(Changes(5, NODES[:1], fresh=True))
        assert (store.generation(), other.generation()) == (1, 5)
        assert rows(other, "MATCH (n) RETURN count(n) AS n") == [[1]]


@pytest.mark.parametrize("heap", ["", "512", "0m", "-1g", "1m -XX:+X"])
def test_a_heap_that_is_no_size_is_refused(tmp_path: Path, heap: str) -> None:
    with pytest.raises(StoreError, match="expected a number with k, m or g"):
        open_store(tmp_path / "g", heap=heap)


WRITE = """
import sys; from pathlib import Path; from kg.stores.embedded import open_store
from kg.graph import Changes; from kg.model import Edge, Node
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
for g in range(2, 100_000):
    nodes = [Node(f"entity:{i}", "Task", {"name": str(g), "aliases": ["x" * 500]}) for i in range(300)]
    store.write(Changes(g, nodes, [Edge(f"entity:{i}", "IS_A", "entity:0", (), {"support": g}) for i in range(1, 300)]))
    print(g, flush=True)
"""


@pytest.mark.parametrize("pause", [0.0, 0.13, 0.41])
def test_a_kill_in_mid_write_leaves_the_state_before_or_after(tmp_path: Path, pause: float) -> None:
    path = tmp_path / "graph-1"
    process = run_python(WRITE, path)
    assert process.stdout and process.stdout.readline() == "open\n"
    seen = int(process.stdout.readline())
    time.sleep(pause)
    process.kill()
    seen = max([seen, *map(int, process.communicate()[0].split())])
    with closing(open_store(path, read_only=True)) as opened:
        generation = opened.generation()
        assert generation is not None and generation >= seen
        assert rows(opened, "MATCH (n) RETURN DISTINCT n.name AS n, count(*) AS c") == [[str(generation), 300]]
        assert rows(opened, "MATCH ()-[r]->() RETURN DISTINCT r.support AS s, count(*) AS c") == [[generation, 299]]


LONG = """
import sys; from contextlib import closing; from pathlib import Path; from kg.stores.embedded import open_store
SUM = "UNWIND range(1, 9000) AS a UNWIND range(1, 9000) AS b UNWIND range(1, 9000) AS c RETURN sum(a * b * c) AS s"
with closing(open_store(Path(sys.argv[1]), read_only=True)) as store:
    print("open", flush=True)
    store.query(SUM, {}, timeout=600)
"""


def test_ctrl_c_ends_a_process_in_a_long_query(tmp_path: Path) -> None:
    open_store(tmp_path / "graph-1").close()
    process = run_python(LONG, tmp_path / "graph-1")
    assert process.stdout and process.stdout.readline() == "open\n"
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    said, error = process.communicate(timeout=10)
    assert (said, error.splitlines()[-1], process.returncode) == ("", "KeyboardInterrupt", -signal.SIGINT)
    open_store(tmp_path / "graph-1", wait=5).close()


FORK = """
import os, sys; from pathlib import Path; from kg.errors import StoreError; from kg.stores.embedded import open_store
store = open_store(Path(sys.argv[1]))
if os.fork() == 0:
    try:
        store.generation()
    except StoreError as error:
        print(error, flush=True)
    os._exit(0)
os.wait()
print(store.generation())
"""


def test_a_forked_process_is_told_to_spawn_and_nothing_is_said_on_stderr(tmp_path: Path) -> None:
    process = run_python(FORK, tmp_path / "graph-1", cwd=tmp_path)
    said, error = process.communicate(timeout=60)
    assert "start processes with the spawn method" in said and said.endswith("None\n")
    assert error == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["graph-1", "graph-1.lock"]


OTHER_JAVA = """
import sys; from pathlib import Path; import jpype; from arcadedb_embedded.jvm import get_bundled_jre_lib_path
from kg.errors import StoreError; from kg.stores.embedded import open_store
jpype.startJVM(get_bundled_jre_lib_path(), "--enable-native-access=ALL-UNNAMED")
try:
    open_store(Path(sys.argv[1]))
except StoreError as error:
    print(error)
"""


def test_another_java_in_the_process_is_a_clear_error(tmp_path: Path) -> None:
    said, error = run_python(OTHER_JAVA, tmp_path / "g").communicate(timeout=60)
    assert (said.startswith("other software has already started Java in this process"), error) == (True, "")


NO_ENGINE = """
import sys; from pathlib import Path; from kg.errors import StoreError; from kg.stores.embedded import open_store
sys.modules["jpype"] = None
try:
    open_store(Path(sys.argv[1]))
except StoreError as error:
    print(error)
"""


def test_a_machine_without_the_engine_is_told_what_to_do(tmp_path: Path) -> None:
    said, error = run_python(NO_ENGINE, tmp_path / "g").communicate(timeout=60)
    assert "glibc 2.34 or newer" in said and "load the graph into Neo4j" in said and said.count("\n") == 1
    assert (error, list(tmp_path.iterdir())) == ("", [])


# --- the registry


@pytest.mark.parametrize("name", STORES)
def test_every_store_in_the_registry_is_a_function(name: str) -> None:
    module, function = STORES[name].split(":")
    assert callable(getattr(importlib.import_module(module), function))
