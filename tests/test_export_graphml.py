from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings

from export_graphs import ABSTRACT, EDGES, NODES, QUOTE, graphs
from kg.export.graphml import to_graphml
from kg.model import Edge, Evidence, Node


def _read(nodes: list[Node], edges: list[Edge], *, text: bool = True) -> nx.MultiDiGraph:
    data = "".join(to_graphml(nodes, edges, text=text)).encode()
    return nx.read_graphml(io.BytesIO(data), force_multigraph=True)


def test_networkx_reads_every_property_with_its_type():
    graph = _read(NODES, EDGES)
    assert graph.is_directed()
    assert graph.nodes["entity:foo-00000001"] == {
        "label": "Method",
        "name": "Foo",
        "aliases": '["FOO", "Foo cache"]',
        "support": 1,
    }
    (edge,) = graph["arxiv:2401.00001"]["entity:foo-00000001"].values()
    assert edge == {
        "predicate": "PROPOSES",
        "support": 1,
        "confidence": 0.9,
        "evidence_count": 1,
        "paper": "arxiv:2401.00001",
        "section": "abstract",
        "sentence": QUOTE,
    }
    assert graph["entity:foo-00000001"]["entity:cache-00000002"]["e2"] == {"predicate": "IS_A", "derived": True}


def test_two_predicates_between_the_same_ends_are_two_edges():
    edges = [Edge("entity:a", "IS_A", "entity:b"), Edge("entity:a", "PART_OF", "entity:b")]
    graph = _read([Node("entity:a", "Method"), Node("entity:b", "Method")], edges)
    assert sorted(d["predicate"] for _, _, d in graph.edges(data=True)) == ["IS_A", "PART_OF"]


def test_the_best_quote_is_shown():
    weak, strong = (Evidence("p", "title", 0, 1, s, (0, 1), (0, 1), "cue", c) for s, c in (("a weak one", 0.2), ("the strong one", 0.8)))
    graph = _read(NODES, [Edge("entity:foo-00000001", "IS_A", "entity:cache-00000002", (weak, strong))])
    assert graph["entity:foo-00000001"]["entity:cache-00000002"]["e0"]["sentence"] == "the strong one"


def test_without_text_no_quote_and_no_abstract():
    document = "".join(to_graphml(NODES, EDGES, text=False))
    assert QUOTE not in document
    assert ABSTRACT not in document
    assert "sentence" not in document


@pytest.mark.parametrize(
    ("name", "read"),
    [("a\x00b\x1f", "a\ufffdb\ufffd"), ("\ufffe\udc9d", "\ufffd\ufffd"), *((s, s) for s in (" \t\r\n ", "]]><&\"'", "\x85\U0001f600"))],
)
def test_what_xml_cannot_hold_is_replaced_and_the_rest_stays(name: str, read: str):
    assert dict(_read([Node(f"venue:{name}", "Venue", {"name": name})], []).nodes(data="name")) == {f"venue:{read}": read}


@settings(max_examples=40)
@given(graphs())
def test_every_graph_is_well_formed(graph: tuple[list[Node], list[Edge]]):
    root = ET.fromstring("".join(to_graphml(*graph)).encode())  # noqa: S314
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{space}node")) == len(graph[0])
    assert len(root.findall(f".//{space}edge")) == len(graph[1])
    assert {d.get("key") for d in root.iter(f"{space}data")} <= {k.get("id") for k in root.iter(f"{space}key")}
