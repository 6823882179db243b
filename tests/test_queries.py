"""The named queries, each against answers worked out by hand on a small graph, and against the five saved pages."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.graph import Changes
from kg.library import Library
from kg.model import Value
from kg.queries import Query, bind, load_queries
from kg.stores.cypher_text import parameters_of
from kg.stores.embedded import open_store
from kg.stores.protocol import Store
from query_answers import EXPECTED
from query_graph import graph, node_id

ROOT = Path(__file__).resolve().parent.parent
QUERIES = load_queries()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(tmp_path_factory.mktemp("queries") / "graph-1")) as opened:
        whole = graph()
        opened.write(Changes(1, whole.nodes.values(), whole.edges.values(), fresh=True))
        yield opened


def by_hand(query: Query, given: dict[str, str]) -> dict[str, Value]:
    return bind(query, given, lambda _, name: [node_id(name)])


def test_every_query_has_an_answer_worked_out_by_hand() -> None:
    assert sorted(EXPECTED) == sorted(QUERIES)
    assert all(rows for cases in EXPECTED.values() for _, rows in cases[:1])


@pytest.mark.parametrize("name", QUERIES)
def test_answer_is_the_one_worked_out_by_hand(store: Store, name: str) -> None:
    query = QUERIES[name]
    for given, expected in EXPECTED[name]:
        rows = store.query(query.cypher, by_hand(query, given))
        assert [list(row.values()) for row in rows] == expected
        assert all(tuple(row) == query.returns for row in rows)


def test_the_limit_cuts_the_answer_at_its_end(store: Store) -> None:
    for name, cases in EXPECTED.items():
        if any(p.name == "limit" for p in QUERIES[name].params):
            given, expected = cases[0]
            rows = store.query(QUERIES[name].cypher, by_hand(QUERIES[name], {**given, "limit": "1"}))
            assert [list(row.values()) for row in rows] == expected[:1], name


# --- the headers


@pytest.mark.parametrize("name", QUERIES)
def test_header_and_cypher_agree(name: str) -> None:
    query = QUERIES[name]
    assert query.doc.endswith(".") and all(p.doc for p in query.params)
    assert {p.name for p in query.params} == set(parameters_of(query.cypher))
    assert all((p.default is None) != (p.example is None) for p in query.params)
    assert len(set(query.returns)) == len(query.returns)


@pytest.mark.parametrize("name", QUERIES)
def test_rows_have_an_end_and_a_total_order(name: str) -> None:
    *_, order, limit = QUERIES[name].cypher.splitlines()
    assert limit.startswith("LIMIT ")
    assert "ORDER BY" in QUERIES[name].cypher.rpartition("RETURN ")[2], order


def test_no_two_queries_are_one_with_labels_changed() -> None:
    shapes = {}
    for query in QUERIES.values():
        words = [w for w in query.cypher.replace("(", " ( ").replace(")", " ) ").split() if not w.isidentifier() or w.isupper()]
        assert shapes.setdefault(" ".join(words), query.name) == query.name


def test_there_are_enough_of_them() -> None:
    assert len(QUERIES) >= 25


# --- the five pages


def example(library: Library, query: Query) -> dict[str, Value]:
    given = {name: str(value) for name, value in query.example.items()}
    return bind(query, given, lambda kind, name: [library.one(name, among=kind)])


@pytest.mark.parametrize("name", QUERIES)
def test_example_has_an_answer_on_the_five_pages(pages_library: Library, name: str) -> None:
    query = QUERIES[name]
    params = example(pages_library, query)
    began = time.monotonic()
    rows = pages_library.query(query.cypher, params)
    assert time.monotonic() - began < 5
    assert rows and tuple(rows[0]) == query.returns
    assert len({repr(row) for row in rows}) == len(rows)
    assert pages_library.query(query.cypher, params) == rows


def test_a_name_that_is_no_entity_is_an_error(pages_library: Library) -> None:
    with pytest.raises(QueryError, match="no entity called 'no such thing'"):
        bind(QUERIES["who-proposed"], {"entity": "no such thing"}, lambda kind, name: [pages_library.one(name, among=kind)])


# --- the how-to


def test_commands_of_the_how_to_are_queries_with_their_parameters() -> None:
    text = (ROOT / "docs" / "howto-queries.md").read_text(encoding="utf-8")
    commands = [shlex.split(line)[4:] for line in text.splitlines() if line.startswith("    $ kg query ")]
    assert len(commands) == 10
    for name, *options in commands:
        given = dict(option.partition("=")[::2] for option in options if option != "--param")
        assert bind(QUERIES[name], given, lambda _, value: [value])
