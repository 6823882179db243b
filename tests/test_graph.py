from __future__ import annotations

from dataclasses import replace
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from kg.graph import STORED_EVIDENCE, Graph, combined_confidence, edge_row, merge_edges
from kg.model import NO_SPAN, Edge, Evidence, Node


def piece(paper: str, confidence: float = 0.5, start: int = 0) -> Evidence:
    return Evidence(paper, "title", start, start + 1, "x", NO_SPAN, (0, 1), "hand", confidence)


def made(*edges: Edge) -> Graph:
    graph = Graph()
    for name in sorted({end for e in edges for end in (e.subject, e.object)}):
        graph.add_node(Node(name, "Method", {"name": name}))
    for edge in edges:
        graph.add_edge(edge)
    return graph


def test_evidence_of_two_papers_is_united_and_counted() -> None:
    graph = made(Edge("a", "IS_A", "b", (piece("p"), piece("p", 0.4, 3))), Edge("a", "IS_A", "b", (piece("q"),)))
    # of p the better .5, of q .5: .42 x .5 + .58 x (1 - .5 x .5)
    assert graph.edges["a", "IS_A", "b"].properties == {"support": 2, "confidence": 0.645, "evidence_count": 3}


def test_of_two_roles_the_first_stays_with_the_evidence_of_both() -> None:
    graph = made(Edge("p", "MENTIONS", "a", (piece("p", start=1),)), Edge("p", "PROPOSES", "a", (piece("p", start=2),)))
    assert [(k[1], len(e.evidence)) for k, e in graph.edges.items()] == [("PROPOSES", 2)]


def test_a_cycle_loses_its_weakest_edge() -> None:
    strong, weak = (piece("p", 0.9),), (piece("p", 0.2),)
    graph = made(Edge("a", "IS_A", "b", strong), Edge("b", "IS_A", "c", strong), Edge("c", "IS_A", "a", weak))
    assert [p.where for p in graph.break_cycles()] == ["c IS_A a"]
    assert graph.break_cycles() == [] and len(graph.edges) == 2


def test_kinds_of_two_nodes_stay_beside_their_counts() -> None:
    graph = Graph()
    graph.add_node(Node("e", "Task", {"kinds": ["Task", "Concept"], "kind_counts": [5, 1]}))
    graph.add_node(Node("e", "Concept", {"kinds": ["Concept"], "kind_counts": [7]}))
    assert graph.nodes["e"].properties == {"kinds": ["Concept", "Task"], "kind_counts": [7, 5]}


def test_dangling_edges_are_named() -> None:
    graph = made(Edge("a", "IS_A", "b"))
    graph.add_edge(Edge("a", "USES", "nowhere"))
    assert [e.object for e in graph.dangling()] == ["nowhere"]


def test_a_neighbourhood_keeps_the_best_supported_first() -> None:
    graph = made(
        Edge("a", "IS_A", "b", (piece("p"),)), Edge("a", "IS_A", "c", (piece("p"), piece("q"))), Edge("c", "IS_A", "d", (piece("p"),))
    )
    assert sorted(graph.neighbourhood(["a"], hops=1, limit=2).nodes) == ["a", "c"]
    assert sorted(graph.neighbourhood(["a"], hops=2).nodes) == ["a", "b", "c", "d"]
    assert sorted(graph.neighbourhood(["a", "none"], hops=0).nodes) == ["a"]


def test_a_store_holds_the_best_evidence_only() -> None:
    row = edge_row(Edge("a", "IS_A", "b", tuple(piece(f"p{i:03}", i / 100) for i in range(40))))
    assert len(row["papers"]) == STORED_EVIDENCE and row["papers"][0] == "p039" and row["confidences"][-1] == 0.15  # type: ignore[arg-type, index]
    assert {len(v) for v in row.values() if isinstance(v, list)} == {STORED_EVIDENCE}


def test_networkx_has_every_node_and_edge() -> None:
    graph = made(Edge("a", "IS_A", "b", (piece("p"),)), Edge("a", "USED_FOR", "b")).to_networkx()
    assert sorted(graph.edges(keys=True)) == [("a", "b", "IS_A"), ("a", "b", "USED_FOR")]
    assert graph.nodes["a"]["labels"] == ["Method", "Entity"] and graph.edges["a", "b", "IS_A"]["sentences"] == ["x"]


EDGES = st.lists(
    st.builds(
        Edge,
        st.just("p"),
        st.sampled_from(["PROPOSES", "USES", "MENTIONS"]),
        st.sampled_from(["a", "b"]),
        st.lists(st.builds(piece, st.sampled_from("pq"), st.sampled_from([0.1, 0.5]), st.integers(0, 2)), max_size=3).map(tuple),
    ),
    max_size=6,
)


@given(EDGES, st.randoms())
def test_merging_is_free_of_order(edges: list[Edge], random: object) -> None:
    shuffled = edges.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert made(*edges).edges == made(*shuffled).edges


@given(EDGES)
def test_merging_is_idempotent(edges: list[Edge]) -> None:
    once = made(*edges).edges
    assert made(*edges, *edges).edges == once
    assert all(merge_edges(e, e) == e for e in once.values())


CHANCES = st.integers(0, 1000).map(lambda n: n / 1000)
PIECES = st.lists(st.builds(piece, st.sampled_from("pqrst"), CHANCES, st.integers(0, 2)), min_size=1, max_size=8)


@given(PIECES, st.randoms())
def test_confidence_is_free_of_order_and_of_repetition(pieces: list[Evidence], random: object) -> None:
    shuffled = [*pieces, *pieces[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert combined_confidence(shuffled) == combined_confidence(pieces)


@given(PIECES, CHANCES, st.integers(0, 7))
def test_confidence_grows_with_papers_and_with_each_confidence(pieces: list[Evidence], chance: float, place: int) -> None:
    before = combined_confidence(pieces)
    assert combined_confidence([*pieces, piece("u", chance)]) >= before
    changed = pieces[place % len(pieces)]
    surer = [replace(changed, confidence=max(chance, changed.confidence)) if e == changed else e for e in pieces]
    assert combined_confidence(surer) >= before


@given(PIECES)
def test_confidence_lies_between_the_best_paper_and_independent_papers(pieces: list[Evidence]) -> None:
    best = {paper: max(e.confidence for e in pieces if e.paper == paper) for paper in {e.paper for e in pieces}}
    independent = 1 - prod(1 - c for c in best.values())
    assert max(best.values()) - 1e-6 <= combined_confidence(pieces) <= independent + 1e-6


@given(CHANCES)
def test_confidence_of_one_paper_is_its_own(chance: float) -> None:
    assert combined_confidence([piece("p", chance), piece("p", chance / 2, 3)]) == chance


def test_no_evidence_is_no_confidence() -> None:
    assert combined_confidence([]) == 0.0
