from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from export_graphs import ABSTRACT, EDGES, NODES, QUOTE, graphs
from kg.errors import ReadError, SchemaError
from kg.export.jsonl import read_jsonl, to_jsonl, write_jsonl
from kg.model import Edge, Node

VENUE = '{"id":"venue:v","category":["Venue"],"name":"V"}'
PAPER = '{"id":"arxiv:1","category":["Paper"],"title":"T"}'


def test_a_node_is_one_line_in_the_words_of_kgx():
    (line,) = to_jsonl([NODES[3]], [])
    assert line == ('{"id":"entity:foo-00000001","category":["Method","Entity"],"name":"Foo","aliases":["FOO","Foo cache"],"support":1}\n')


def test_an_edge_holds_its_evidence():
    (line,) = to_jsonl([], [EDGES[1]])
    assert json.loads(line) == {
        "subject": "arxiv:2401.00001",
        "predicate": "PROPOSES",
        "object": "entity:foo-00000001",
        "support": 1,
        "confidence": 0.9,
        "evidence_count": 1,
        "evidence": [
            {
                "paper": "arxiv:2401.00001",
                "section": "abstract",
                "start": 14,
                "end": 55,
                "sentence": QUOTE,
                "subject": [-1, -1],
                "object": [11, 14],
                "extractor": "cue",
                "confidence": 0.9,
            }
        ],
    }


def test_properties_come_in_the_order_of_the_schema():
    turned = Node("v", "Author", {"orcid": "1", "name": "A"})
    assert list(to_jsonl([turned], [])) == list(to_jsonl([Node("v", "Author", {"name": "A", "orcid": "1"})], []))


def test_without_text_offsets_stay():
    lines = "".join(to_jsonl(NODES, EDGES, text=False))
    assert QUOTE not in lines
    assert ABSTRACT not in lines
    assert '"start":14,"end":55,"subject"' in lines


@settings(max_examples=40)
@given(graphs())
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, graph: tuple[list[Node], list[Edge]]):
    nodes, edges = graph
    path = tmp_path_factory.mktemp("g") / "g.jsonl"
    write_jsonl(nodes, edges, path)
    if nodes:
        assert list(read_jsonl(path)) == [*nodes, *edges]
        assert len(path.read_text("utf-8").splitlines()) == len(nodes) + len(edges)


def test_a_lone_surrogate_survives(tmp_path: Path):
    node = Node("venue:v", "Venue", {"name": "a\udc9db"})
    write_jsonl([node], [], tmp_path / "g.jsonl.gz")
    assert gzip.decompress((tmp_path / "g.jsonl.gz").read_bytes()).isascii()
    assert list(read_jsonl(tmp_path / "g.jsonl.gz")) == [node]


def test_a_number_that_json_lacks_is_an_error():
    with pytest.raises(SchemaError, match="result:r: JSON has no number for infinity"):
        list(to_jsonl([Node("result:r", "Result", {"number": float("inf")})], []))


def test_a_property_that_the_schema_lacks_is_an_error():
    with pytest.raises(SchemaError, match="unknown property 'colour'"):
        list(to_jsonl([Node("venue:v", "Venue", {"colour": "red"})], []))


def _edge(**changes: object) -> str:
    evidence = {"paper": "arxiv:1", "section": "title", "start": 0, "end": 1, "extractor": "cue", "confidence": 1}
    edge = {"subject": "arxiv:1", "predicate": "PUBLISHED_IN", "object": "venue:v", "evidence": [evidence | changes.pop("piece", {})]}
    return json.dumps(edge | changes)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a", "categ', "not JSON, or is cut off"),
        ("[1]", "expected a JSON object for a node or an edge, found list"),
        ('{"category": ["Venue"]}', "expected a string in `id`, found None"),
        ('{"id": "a", "category": "Venue"}', "expected a list of labels"),
        ('{"id": "a", "category": ["Planet"]}', "unknown label 'Planet'"),
        ('{"id": "a", "category": ["Method"]}', r"expected the category \['Method', 'Entity'\]"),
        ('{"id": "a", "category": ["Venue"], "colour": "red"}', "unknown property 'colour'"),
        ('{"id": "a", "category": ["Venue"], "name": 1}', "expected text in `name`, found 1"),
        ('{"id": "a", "category": ["Paper"], "votes": true}', "expected integer in `votes`, found True"),
        ('{"id": "a", "category": ["Paper"], "ids": ["a", 1]}', "expected texts in `ids`"),
        (VENUE, "comes a second time"),
        (_edge(predicate="LIKES"), "unknown predicate 'LIKES'"),
        (_edge(object="venue:w"), "an end 'venue:w' that is no node before it"),
        (_edge(object="arxiv:1"), "that is a Paper; expected Venue"),
        (_edge(position="1"), "expected integer in `position`"),
        (_edge(evidence={}), "expected a list in `evidence`"),
        (_edge(evidence=[1]), "expected a JSON object in `evidence`"),
        (_edge(piece={"confidence": "high"}), "expected a number in `confidence`"),
        (_edge(piece={"confidence": True}), "expected a number in `confidence`"),
        (_edge(piece={"start": True}), "expected two whole numbers in `start and end`"),
        (_edge(piece={"start": None}), "expected two whole numbers in `start and end`"),
        (_edge(piece={"object": [1]}), "expected two whole numbers in `object`"),
        (_edge(piece={"sentence": 1}), "expected a string in `sentence`"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str):
    path = tmp_path / "g.jsonl"
    path.write_text(f"{PAPER}\n{VENUE}\n\n{line}\n")
    with pytest.raises(ReadError, match=message) as caught:
        list(read_jsonl(path))
    assert str(caught.value).startswith(f"{path}:4: ")


def test_an_edge_that_comes_twice_is_named(tmp_path: Path):
    path = tmp_path / "g.jsonl"
    path.write_text("\n".join([PAPER, VENUE, _edge(), _edge()]))
    with pytest.raises(ReadError, match=":4: the edge arxiv:1 PUBLISHED_IN venue:v comes a second time"):
        list(read_jsonl(path))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xff\xfe\x00", ":1: is not UTF-8 text"),
        (b"\x1f\x8b\x08\x00", "cannot be read"),
        (gzip.compress(f"{PAPER}\n{VENUE}\n".encode())[:-9], "cannot be read"),
        (b"[" * 200_000, "not JSON, or is cut off"),
    ],
)
def test_a_file_that_is_no_graph_is_one_clear_line(tmp_path: Path, data: bytes, message: str):
    (tmp_path / "g.jsonl").write_bytes(data)
    with pytest.raises(ReadError, match=message) as caught:
        list(read_jsonl(tmp_path / "g.jsonl"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_no_such_file_is_one_clear_line(tmp_path: Path, name: str):
    with pytest.raises(ReadError, match=r"cannot be read: (No such file|Is a directory)"):
        list(read_jsonl(tmp_path / name))


def test_a_whole_number_for_a_confidence_is_read(tmp_path: Path):
    path = tmp_path / "g.jsonl"
    piece = replace(EDGES[1].evidence[0], confidence=1)
    write_jsonl(NODES, [replace(EDGES[1], evidence=(piece,))], path)
    assert list(read_jsonl(path))[-1].evidence == (piece,)
