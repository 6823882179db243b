"""The stores, on a graph of eight nodes; one Java machine serves all of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import QueryError, StoreError
from kg.graph import Changes
from kg.model import Edge, Evidence, Node
from kg.stores.embedded import open_store
from kg.stores.protocol import Store

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


def names(store: Store, cypher: str, **params: object) -> list[object]:
    return [next(iter(row.values())) for row in store.query(cypher, params)]


def test_what_is_written_is_read_back(store: Store) -> None:
    rows = store.query(
        "MATCH (p:Paper)-[r:PROPOSES]->(e:Entity {id: $id}) RETURN p.title AS paper, r.sentences AS quotes", {"id": "entity:kv"}
    )
    assert rows == [{"paper": "A first paper", "quotes": ["KIVI is new."]}]
    assert store.generation() == 1


def test_nodes_relations_and_paths_become_plain_python(store: Store) -> None:
    (row,) = store.query("MATCH path = (n:Method)-[r:USED_FOR]->(m) RETURN n, r, path, [n, 1.5] AS list", {})
    node = {"id": "entity:kv", "name": "KIVI", "aliases": ["kivi cache", "KIVI-2"], "support": 2, "labels": ["Method", "Entity"]}
    assert row["n"] == node
    assert row["r"] == {"support": 1, "derived": True, "type": "USED_FOR"}
    assert row["list"] == [node, 1.5]
    assert [type(x) for x in row["path"]] == [dict, dict, dict] and row["path"][0] == node
