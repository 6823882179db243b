from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from export_graphs import ABSTRACT, EDGES, HOSTILE, NODES, QUOTE, graphs
from kg.export.csv import safe_cell, write_csv
from kg.export.files import scalar_text
from kg.model import Edge, Node

GUARDED = re.compile(r"'+[=+\-@\t\r]")


def _plain(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [{k: _plain(v) for k, v in row.items()} for row in csv.DictReader(stream)]


def test_three_tables_hold_the_graph(tmp_path: Path):
    write_csv(NODES, EDGES, tmp_path / "t")
    nodes, edges, evidence = (_table(tmp_path / "t" / f"{name}.csv") for name in ("nodes", "edges", "evidence"))
    assert [(n["id"], n["category"], n["name"], n["aliases"]) for n in nodes[2:]] == [
        ("entity:cache-00000002", "Concept", "cache", ""),
        ("entity:foo-00000001", "Method", "Foo", '["FOO", "Foo cache"]'),
    ]
    assert [tuple(e.values()) for e in edges][1:] == [
        ("arxiv:2401.00001", "PROPOSES", "entity:foo-00000001", "1", "0.9", "1", "", ""),
        ("entity:foo-00000001", "IS_A", "entity:cache-00000002", "", "", "", "true", ""),
    ]
    (piece,) = evidence
    assert [*piece.values()][3:] == ["arxiv:2401.00001", "abstract", "14", "55", QUOTE, "-1", "-1", "11", "14", "cue", "0.9"]


def test_lines_end_and_cells_are_quoted_as_rfc_4180_says(tmp_path: Path):
    write_csv([Node("venue:v", "Venue", {"name": 'a "b",\nc'})], [], tmp_path / "t")
    data = (tmp_path / "t" / "nodes.csv").read_bytes()
    assert data.startswith(b"id,category,title,")
    assert b'"a ""b"",\nc"' in data
    assert data.endswith(b"\r\n")


def test_without_text_offsets_stay(tmp_path: Path):
    write_csv(NODES, EDGES, tmp_path / "t", text=False)
    data = "".join(p.read_text("utf-8") for p in (tmp_path / "t").iterdir())
    assert QUOTE not in data
    assert ABSTRACT not in data
    assert "abstract" not in _table(tmp_path / "t" / "nodes.csv")[0]
    assert _table(tmp_path / "t" / "evidence.csv")[0]["end"] == "55"


@settings(max_examples=40)
@given(graphs())
def test_every_text_is_read_back(tmp_path_factory: pytest.TempPathFactory, graph: tuple[list[Node], list[Edge]]):
    nodes, edges = graph
    folder = tmp_path_factory.mktemp("g") / "t"
    write_csv(nodes, edges, folder)
    rows = _table(folder / "nodes.csv")
    assert [(r["id"], r["name"], r["title"]) for r in rows] == [
        (n.id, n.properties.get("name", ""), n.properties.get("title", "")) for n in nodes
    ]
    assert [json.loads(r["aliases"] or "[]") for r in rows] == [n.properties.get("aliases", []) for n in nodes]
    assert [r["sentence"] for r in _table(folder / "evidence.csv")] == [p.sentence for e in edges for p in e.evidence]


@given(HOSTILE)
def test_no_cell_is_a_formula_and_none_is_lost(text: str):
    for original in (text, f"={text}", f"'{text}", f"''@{text}"):
        cell = safe_cell(original)
        assert not re.match(r"[=@\t\r]|[+-](?!\d)", cell)
        assert _plain(cell) == original


@pytest.mark.parametrize(("text", "cell"), [("-0.5%", "-0.5%"), ("+3", "+3"), ("-2+3", "'-2+3"), ("-1e5", "-1e5"), ("+1\n", "'+1\n")])
def test_only_a_bare_figure_keeps_its_sign(text: str, cell: str):
    assert safe_cell(text) == cell


def test_a_lone_surrogate_becomes_one_replacement_character(tmp_path: Path):
    write_csv([Node("venue:v", "Venue", {"name": "a\udc9db"})], [], tmp_path / "t")
    assert _table(tmp_path / "t" / "nodes.csv")[0]["name"] == "a\ufffdb" == scalar_text("a\udc9db")
