from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import build, open_library
from kg.build import import_graph, rebuild
from kg.errors import LibraryError
from kg.export.jsonl import write_jsonl
from kg.graph import Graph
from kg.model import Edge, Node, Value
from kg.schema import edge_type
from running import kg
from test_build import GEAR, KIVI, SNAP, assert_store_agrees, file, written

Capture = pytest.CaptureFixture[str]


def said(edge: Edge) -> bool:
    return edge_type(edge.predicate).group in ("role", "relation")


def confidence(edge: Edge) -> float:
    value = edge.properties["confidence"]
    assert isinstance(value, float)
    return value


def edges(library: Path) -> list[Edge]:
    with open_library(library) as held:
        return list(held.edges())


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return file(tmp_path_factory.mktemp("papers") / "a.jsonl", {**KIVI, "authors": ["Ada Byron"]}, SNAP, GEAR)


@pytest.fixture(scope="module")
def whole(papers: Path) -> Path:
    build([papers], papers.parent / "whole")
    return papers.parent / "whole"


@pytest.fixture(scope="module")
def middle(whole: Path) -> float:
    """A confidence that some edges reach and some do not."""
    found = sorted({confidence(e) for e in edges(whole) if said(e)})
    return found[len(found) // 2]


# ---- the graph


def made(*triples: tuple[str, str, str, float | None]) -> Graph:
    """A graph of papers p, q, results r, s, authors a and entities."""
    labels = {"p": "Paper", "q": "Paper", "r": "Result", "s": "Result", "a": "Author"}
    graph = Graph()
    for subject, predicate, object_, sure in triples:
        for name in (subject, object_):
            graph.add_node(Node(name, labels.get(name[0], "Method")))
        properties: dict[str, Value] = {} if sure is None else {"confidence": sure}
        graph.add_edge(Edge(subject, predicate, object_, (), properties))
    return graph


def test_weak_edges_go_and_those_of_metadata_stay() -> None:
    graph = made(("p", "USES", "x", 0.4), ("p", "USES", "y", 0.5), ("p", "AUTHORED_BY", "a", 0.1), ("p", "CITES", "q", None))
    assert graph.leave_out_weak(0.5) == 1
    assert sorted(graph.edges) == [("p", "AUTHORED_BY", "a"), ("p", "CITES", "q"), ("p", "USES", "y")]
    assert sorted(graph.nodes) == ["a", "p", "q", "y"]


def test_an_entity_stays_as_long_as_an_edge_holds_it() -> None:
    graph = made(("p", "USES", "x", 0.4), ("p", "USES", "y", 0.4), ("x", "BASED_ON", "z", 0.9))
    assert graph.leave_out_weak(0.5) == 2 and sorted(graph.nodes) == ["p", "x", "z"]
    assert graph.leave_out_weak(0.95) == 1 and sorted(graph.nodes) == ["p"]


def test_a_result_goes_with_the_edge_from_its_paper() -> None:
    graph = made(("p", "HAS_RESULT", "r", 0.4), ("r", "BY_METRIC", "m", 0.9), ("p", "HAS_RESULT", "s", 0.6), ("s", "BY_METRIC", "n", 0.1))
    assert graph.leave_out_weak(0.5) == 2
    assert sorted(graph.edges) == [("p", "HAS_RESULT", "s"), ("s", "BY_METRIC", "n")] and sorted(graph.nodes) == ["n", "p", "s"]


def test_nothing_goes_at_0() -> None:
    graph = made(("p", "USES", "x", 0.0))
    graph.add_node(Node("alone", "Method"))
    assert graph.leave_out_weak(0.0) == 0 and sorted(graph.nodes) == ["alone", "p", "x"]


# ---- the library


def test_a_build_leaves_out_what_is_less_sure_and_says_how_much(papers: Path, whole: Path, middle: float, tmp_path: Path) -> None:
    report = build([papers], tmp_path / "l", min_confidence=middle)
    kept, before = {e.key for e in edges(tmp_path / "l")}, edges(whole)
    assert {e.key for e in before if said(e)} - kept == {e.key for e in before if said(e) and confidence(e) < middle} != set()
    assert {e.predicate for e in before if not said(e)} & {"AUTHORED_BY"} and ("AUTHORED_BY" in {k[1] for k in kept})
    ledger = json.loads((tmp_path / "l" / "report.json").read_text(encoding="utf-8"))
    assert (ledger["min_confidence"], ledger["left_out"]) == (middle, len(before) - len(kept))
    assert [n.message.split()[0] for n in report.notes if n.kind == "confidence"] == [str(len(before) - len(kept))]
    assert_store_agrees(tmp_path / "l")


def test_later_adds_and_rebuilds_keep_it_and_0_brings_all_back(papers: Path, whole: Path, middle: float, tmp_path: Path) -> None:
    library, once = tmp_path / "l", tmp_path / "once"
    build([file(tmp_path / "b.jsonl", {**KIVI, "authors": ["Ada Byron"]})], library, min_confidence=middle)
    build([papers], library)
    build([papers], once, min_confidence=middle)
    assert written(library) == written(once) != written(whole)
    rebuild(library)
    assert written(library) == written(once)
    rebuild(once, min_confidence=0)
    assert written(once) == written(whole)
    with open_library(once) as held:
        assert (held.min_confidence(), held.left_out()) == (0.0, 0)
    assert_store_agrees(once)


def test_what_is_no_confidence_is_refused(whole: Path) -> None:
    for wrong in (1.5, -0.1, float("nan")):
        with pytest.raises(LibraryError, match="expected 0 to 1"):
            rebuild(whole, min_confidence=wrong)


def test_an_imported_graph_is_not_thinned(whole: Path, tmp_path: Path) -> None:
    with open_library(whole) as held:
        write_jsonl(held.nodes(), held.edges(), tmp_path / "g.jsonl")
    import_graph(tmp_path / "g.jsonl", tmp_path / "l")
    with pytest.raises(LibraryError, match="imported graph"):
        rebuild(tmp_path / "l", min_confidence=0.5)
    assert len(edges(tmp_path / "l")) == len(edges(whole))


def test_the_command_and_stats_tell_it(papers: Path, tmp_path: Path, capsys: Capture) -> None:
    ran = kg(capsys, "build", papers, "-o", tmp_path / "l", "--min-confidence", "1")
    assert ran.code == 0 and "edges with less confidence than 1 are left out" in ran.out
    found = json.loads(kg(capsys, "stats", tmp_path / "l", "--json").out)
    assert found["min_confidence"] == 1.0 and found["left_out"] > 0 and found["problems"] == {"confidence": 1}
    assert f"{found['left_out']} edges with less confidence than 1 are left out" in kg(capsys, "stats", tmp_path / "l").out
    ran = kg(capsys, "build", "--rebuild", tmp_path / "l", "--min-confidence", "0", "--json")
    assert (json.loads(ran.out)["min_confidence"], json.loads(ran.out)["left_out"]) == (0.0, 0)
    assert "left out" not in kg(capsys, "stats", tmp_path / "l").out


def test_a_confidence_over_1_is_wrong_usage(papers: Path, tmp_path: Path, capsys: Capture) -> None:
    ran = kg(capsys, "build", papers, "-o", tmp_path / "l", "--min-confidence", "50")
    assert ran.code == 2 and "50" in ran.err and not (tmp_path / "l").exists()
