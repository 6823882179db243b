"""The head of a Cypher file, and how given texts become the values of its parameters."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.model import Value
from kg.queries import Query, as_record, bind, load_queries, parse_query
from kg.stores.cypher_text import parameters_of

TEXT = """// Which papers use it.
// At most so many.
// param: thing (entity) example "KV cache" -- the thing -- any name
// param: limit (integer) default 20 -- rows at most
// returns: paper, times
MATCH (n) WHERE n.id IN $thing // not a header
RETURN n.title AS paper, 1 AS times LIMIT $limit
"""


def asked(given: dict[str, Value], query: Query | None = None) -> dict[str, Value]:
    return bind(query or parse_query("use", TEXT), given, lambda kind, name: [f"{kind}:{name}"])


def one(kind: str) -> Query:
    return parse_query("q", f"// Q.\n// param: x ({kind}) example {EXAMPLES[kind]} -- x\n// returns: y\nRETURN $x AS y")


EXAMPLES = {
    "entity": '"a"',
    "paper": '"a"',
    "text": '"a b -- c"',
    "integer": "1",
    "float": "0.5",
    "boolean": "true",
    "label": '"Task"',
    "predicate": '"USES"',
}


def test_a_head_is_read_in_full() -> None:
    query = parse_query("use", TEXT)
    assert (query.name, query.doc, query.returns) == ("use", "Which papers use it. At most so many.", ("paper", "times"))
    assert [(p.name, p.type, p.doc, p.example, p.default) for p in query.params] == [
        ("thing", "entity", "the thing -- any name", "KV cache", None),
        ("limit", "integer", "rows at most", None, 20),
    ]
    assert query.cypher.startswith("MATCH") and query.cypher.endswith("LIMIT $limit")
    assert query.example == {"thing": "KV cache"}


def test_a_record_has_the_fixed_keys() -> None:
    assert as_record(parse_query("use", TEXT)) == {
        "name": "use",
        "doc": "Which papers use it. At most so many.",
        "params": [
            {"name": "thing", "type": "entity", "doc": "the thing -- any name", "example": "KV cache"},
            {"name": "limit", "type": "integer", "doc": "rows at most", "default": 20},
        ],
        "returns": ["paper", "times"],
    }


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("// Which papers use it.", "// Which papers use it", "use.cypher:1: .*full stop"),
        ("(entity)", "(thing)", "use.cypher:3: unknown type 'thing'; expected one of entity, paper"),
        ('"KV cache"', "KV", "use.cypher:3: expected a JSON value after example, found KV"),
        ("default 20", "default 2.5", "use.cypher:4: --param limit=2.5: expected a whole number"),
        ("default 20", "20", "use.cypher:4: expected `param: NAME"),
        ("-- rows at most", "", "use.cypher:4: expected `param: NAME"),
        ("limit (integer) default 20", "thing (integer) default 20", "use.cypher: a name is there twice in thing, thing"),
        ("// returns: paper, times\n", "", "use.cypher:1: .*`returns:`"),
        ("paper, times\n", "paper, paper\n", "use.cypher: a name is there twice in paper, paper"),
        ("paper, times\n", "paper times\n", "use.cypher:5: expected .*`returns: A, B`"),
        (TEXT[TEXT.index("MATCH") :], "", "use.cypher:1: .*then Cypher"),
    ],
)
def test_a_wrong_head_is_named_with_its_line(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(QueryError, match=says):
        parse_query("use", TEXT.replace(old, new))


def test_names_become_ids_and_defaults_are_used() -> None:
    assert asked({"thing": "KV"}) == {"thing": ["entity:KV"], "limit": 20}
    assert asked({"thing": "KV", "limit": "5"}) == {"thing": ["entity:KV"], "limit": 5}


def test_missing_parameters_are_listed_with_their_examples() -> None:
    with pytest.raises(QueryError, match='use needs thing; for example --param thing="KV cache"'):
        asked({"limit": "3"})


def test_an_unknown_parameter_is_told_the_known_ones() -> None:
    with pytest.raises(QueryError, match="use has no parameter 'limits'; it takes thing, limit"):
        asked({"thing": "x", "limits": "3"})


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("text", "7", "7"),
        ("integer", "-7", -7),
        ("integer", 7, 7),
        ("float", "1e-2", 0.01),
        ("float", 1, 1.0),
        ("boolean", "False", False),
        ("boolean", True, True),
        ("label", "metric", "Metric"),
        ("label", "entity", "Entity"),
        ("predicate", "based_on", "BASED_ON"),
        ("paper", "arxiv:1", ["paper:arxiv:1"]),
    ],
)
def test_given_values_become_the_type(kind: str, given: Value, value: Value) -> None:
    result = asked({"x": given}, one(kind))["x"]
    assert result == value and type(result) is type(value)


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("text", " ", "expected a text"),
        ("integer", "1.5", "expected a whole number"),
        ("integer", "many", "--param x=many: expected a whole number"),
        ("integer", True, "expected a whole number"),
        ("float", "nan", "expected a number"),
        ("float", "", "expected a number"),
        ("boolean", "maybe", "expected true or false"),
        ("label", "Tsk", "expected a label, one of Entity, Paper"),
        ("predicate", "uses it", "expected a predicate, one of PROPOSES"),
        ("entity", "", "expected the name or id of an entity"),
    ],
)
def test_a_value_of_another_type_is_refused(kind: str, given: Value, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        asked({"x": given}, one(kind))


def test_what_the_resolver_raises_gets_through() -> None:
    def unknown(kind: str, name: str) -> list[str]:
        raise QueryError(f"no {kind} is called {name}")

    with pytest.raises(QueryError, match="no entity is called KV"):
        bind(parse_query("use", TEXT), {"thing": "KV"}, unknown)


def test_the_packaged_queries_are_sorted_and_there_are_enough() -> None:
    names = list(load_queries())
    assert names == sorted(names) and len(names) >= 25


@pytest.mark.parametrize("query", load_queries().values(), ids=lambda q: q.name)
def test_a_packaged_query_declares_exactly_the_parameters_that_it_uses(query: Query) -> None:
    assert sorted(p.name for p in query.params) == sorted(parameters_of(query.cypher))
