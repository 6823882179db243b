"""What general Cypher gives on the embedded engine, against rows worked out by hand on a graph of eight nodes.

p1 Alpha 2022 -PROPOSES-> m1 BERT      m2 -BASED_ON-> m1      m1 -USED_FOR-> t1 translation
p2 Beta  2023 -PROPOSES-> m2 GPT       m3 -BASED_ON-> m2      m3 -USED_FOR-> t1
p2, p3 Gamma  -USES-> m1               m3 T5                  m1 -EVALUATED_ON-> d1 GLUE
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kg.errors import QueryError
from kg.graph import Changes
from kg.model import Edge, Node, Value
from kg.stores.embedded import open_store
from kg.stores.protocol import Store

ROOT = Path(__file__).resolve().parent.parent

NODES = (
    Node("p1", "Paper", {"title": "Alpha", "year": 2022}),
    Node("p2", "Paper", {"title": "Beta", "year": 2023}),
    Node("p3", "Paper", {"title": "Gamma"}),
    Node("m1", "Method", {"name": "BERT", "support": 3, "aliases": ["bert", "Bert base"]}),
    Node("m2", "Method", {"name": "GPT", "support": 2, "aliases": []}),
    Node("m3", "Method", {"name": "T5", "support": 2, "aliases": ["t5"]}),
    Node("t1", "Task", {"name": "translation", "support": 1}),
    Node("d1", "Dataset", {"name": "GLUE", "support": 1}),
)
EDGES = (
    Edge("p1", "PROPOSES", "m1", (), {"support": 1, "confidence": 0.9}),
    Edge("p2", "PROPOSES", "m2", (), {"support": 1, "confidence": 0.8}),
    Edge("p2", "USES", "m1", (), {"support": 1, "confidence": 0.7}),
    Edge("p3", "USES", "m1", (), {"support": 1, "confidence": 0.6}),
    Edge("m2", "BASED_ON", "m1", (), {"support": 2, "confidence": 0.9}),
    Edge("m3", "BASED_ON", "m2", (), {"support": 1, "confidence": 0.5}),
    Edge("m1", "USED_FOR", "t1", (), {"support": 1, "confidence": 0.4}),
    Edge("m3", "USED_FOR", "t1", (), {"support": 2, "confidence": 0.4}),
    Edge("m1", "EVALUATED_ON", "d1", (), {"support": 1, "confidence": 0.5}),
)
PARAMS: dict[str, Value] = {"one": 1, "nothing": None, "names": ["BERT", "T5"], "no_names": [], "title": "Al'pha"}

CASES = [json.loads(line) for line in (Path(__file__).parent / "cypher_cases.jsonl").read_text(encoding="utf-8").splitlines()]
"""`cypher` with the `rows` that openCypher asks for, or `error`; `differs` says what docs/howto-cypher-dialect.md advises."""


def case(line: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=line["differs"], strict=True)] if "differs" in line else []
    return pytest.param(line["cypher"], line.get("rows"), id=line["cypher"][:70], marks=marks)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(tmp_path_factory.mktemp("dialect") / "graph-1")) as opened:
        opened.write(Changes(1, NODES, EDGES, fresh=True))
        yield opened


def rows(store: Store, cypher: str) -> list[list[object]]:
    return [list(row.values()) for row in store.query(cypher, PARAMS)]


@pytest.mark.parametrize(("cypher", "expected"), [case(line) for line in CASES if "rows" in line])
def test_general_cypher(store: Store, cypher: str, expected: list[list[object]]) -> None:
    found = rows(store, cypher)
    assert found == expected
    assert repr(found) == repr(expected), "equal, but of another type"


@pytest.mark.parametrize("cypher", [line["cypher"] for line in CASES if "error" in line])
def test_what_is_an_error_everywhere(store: Store, cypher: str) -> None:
    with pytest.raises(QueryError):
        rows(store, cypher)


def test_what_differs_is_in_the_how_to() -> None:
    page = (ROOT / "docs" / "howto-cypher-dialect.md").read_text(encoding="utf-8")
    for advice in {line["differs"] for line in CASES if "differs" in line}:
        assert advice in page
