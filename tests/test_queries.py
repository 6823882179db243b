"""The named queries, each against answers worked out by hand on a graph of 23 nodes, and against the five saved pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from kg.errors import QueryError
from kg.graph import Changes, Graph
from kg.library import Library
from kg.model import Edge, Evidence, Node, Value
from kg.queries import Query, bind, load_queries
from kg.stores.cypher_text import parameters_of
from kg.stores.embedded import open_store
from kg.stores.protocol import Store

QUERIES = load_queries()

# --- the graph: papers p1 to p4, of which p4 has a day but no year

PAPERS = {
    "p1": ("Ant translates", "2023-05-10", 2023),
    "p2": ("Bee sums up", "2023-06-02", 2023),
    "p3": ("News, a corpus", "2023-06-20", 2023),
    "p4": ("Of dogs", "--11-05", None),
}
# name: label, papers that name it
ENTITIES = {
    "Ant": ("Method", 3),
    "Bee": ("Method", 3),
    "Cow": ("Method", 3),
    "Dog": ("Method", 2),
    "translation": ("Task", 2),
    "summarization": ("Task", 2),
    "Maps": ("Dataset", 1),
    "News": ("Dataset", 2),
    "BLEU": ("Metric", 2),
    "attention": ("Concept", 2),
    "gate": ("Concept", 1),
    "valve": ("Concept", 1),
    "oddity": ("Concept", 1),
    "model": ("Concept", 1),
}
KINDS: dict[str, dict[str, Value]] = {
    "Cow": {"kinds": ["Method", "Dataset"], "kind_counts": [2, 1]},
    "attention": {"kinds": ["Concept", "Method"], "kind_counts": [1, 1]},
}
# what each paper does with which entity, each with the sentence "p1 PROPOSES Ant." and confidence .9, one with another
ROLES = """
p1 PROPOSES Ant | p1 ADDRESSES translation | p1 EVALUATES_ON Maps | p1 REPORTS BLEU | p1 COMPARES_WITH Cow | p1 COMPARES_WITH Dog
p1 USES attention | p1 USES gate | p1 MENTIONS valve
p2 PROPOSES Bee | p2 ADDRESSES translation | p2 ADDRESSES summarization | p2 EVALUATES_ON News | p2 REPORTS BLEU | p2 COMPARES_WITH Ant
p2 USES attention
p3 PROPOSES News | p3 ADDRESSES summarization | p3 STUDIES Ant | p3 STUDIES Bee .95 | p3 USES Cow | p3 MENTIONS oddity
p4 PROPOSES Dog | p4 PROPOSES Bee | p4 USES Cow | p4 MENTIONS model
"""
# subject, predicate, object, paper, confidence, sentence
RELATIONS = (
    ("Ant", "USED_FOR", "translation", "p1", 0.8, "Ant is for translation."),
    ("Bee", "USED_FOR", "translation", "p2", 0.6, "Bee helps translation."),
    ("Bee", "USED_FOR", "summarization", "p2", 0.5, "Bee is for summarization."),
    ("Bee", "USED_FOR", "summarization", "p3", 0.8, "Bee is good at summarization."),
    ("Cow", "USED_FOR", "summarization", "p3", 0.9, "Cow does summarization."),
    ("model", "USED_FOR", "summarization", "p4", 0.7, "Any model does summarization."),
    ("Dog", "BASED_ON", "Bee", "p4", 0.7, "Dog extends Bee."),
    ("Bee", "BASED_ON", "Ant", "p2", 0.7, "Bee extends Ant."),
    ("Bee", "BASED_ON", "attention", "p2", 0.6, "Bee attends."),
    ("Ant", "BASED_ON", "attention", "p1", 0.7, "Ant attends."),
    ("attention", "BASED_ON", "gate", "p1", 0.8, "Attention rests on a gate."),
    ("gate", "BASED_ON", "valve", "p1", 0.8, "A gate is a better valve."),
    ("gate", "PART_OF", "Ant", "p1", 0.7, "Ant has a gate."),
    ("valve", "PART_OF", "gate", "p1", 0.6, "A gate has a valve."),
    ("Dog", "IS_A", "Ant", "p4", 0.7, "A Dog is an Ant."),
    ("Ant", "IS_A", "model", "p1", 0.7, "Ant is a model."),
    ("Ant", "IS_A", "model", "p3", 0.7, "Models such as Ant."),
    ("Ant", "OUTPERFORMS", "Cow", "p1", 0.9, "Ant beats Cow."),
    ("Bee", "OUTPERFORMS", "Ant", "p2", 0.9, "Bee beats Ant."),
    ("Ant", "OUTPERFORMS", "Bee", "p3", 0.6, "On News, Ant beats Bee."),
    ("Ant", "EVALUATED_ON", "Maps", "p1", 0.7, "Ant is run on Maps."),
    ("Bee", "EVALUATED_ON", "News", "p2", 0.7, "Bee is run on News."),
    ("Bee", "EVALUATED_ON", "News", "p3", 0.7, "News tests Bee."),
    ("News", "BENCHMARKS", "summarization", "p3", 0.9, "News tests summarization."),
    ("translation", "MEASURED_BY", "BLEU", "p1", 0.7, "Translation is measured by BLEU."),
)
# id: value, number, unit, paper, confidence, sentence, ends; r2 and r3 are one figure that stands in two sentences
RESULTS: dict[str, tuple[str, float, str, str, float, str, dict[str, str]]] = {
    "r1": ("90%", 90.0, "%", "p1", 0.8, "Ant has 90%.", {"OF_METHOD": "Ant", "ON_DATASET": "Maps", "BY_METRIC": "BLEU", "AGAINST": "Cow"}),
    "r2": ("95%", 95.0, "%", "p2", 0.7, "Bee: 95%.", {"OF_METHOD": "Bee", "ON_DATASET": "News", "BY_METRIC": "BLEU"}),
    "r3": ("95%", 95.0, "%", "p2", 0.8, "Bee has 95%.", {"OF_METHOD": "Bee", "ON_DATASET": "News", "BY_METRIC": "BLEU"}),
    "r4": ("2x", 2.0, "x", "p2", 0.8, "Bee has 2x.", {"OF_METHOD": "Bee", "BY_METRIC": "BLEU"}),
    "r5": ("88%", 88.0, "%", "p3", 0.8, "88% on News.", {"ON_DATASET": "News", "BY_METRIC": "BLEU"}),
}


def said(paper: str, sentence: str, confidence: float) -> tuple[Evidence, ...]:
    return (Evidence(paper, "abstract", 0, len(sentence), sentence, (-1, -1), (-1, -1), "hand", confidence),)


def node_id(name: str) -> str:
    return name if name in PAPERS else f"entity:{name.lower()}"


def nodes() -> Iterator[Node]:
    for paper, (title, published, year) in PAPERS.items():
        yield Node(paper, "Paper", {"title": title, "published": published, **({"year": year} if year else {})})
    for name, (label, support) in ENTITIES.items():
        properties: dict[str, Value] = {"name": name, "support": support, "kinds": [label], "kind_counts": [support]}
        yield Node(node_id(name), label, {**properties, **KINDS.get(name, {})})
    for result, (value, number, unit, *_) in RESULTS.items():
        yield Node(result, "Result", {"value": value, "number": number, "unit": unit})


def edges() -> Iterator[Edge]:
    for role in ROLES.replace("\n", "|").split("|"):
        if role.strip():
            paper, predicate, name, *rest = role.split()
            evidence = said(paper, f"{paper} {predicate} {name}.", float(rest[0]) if rest else 0.9)
            yield Edge(paper, predicate, node_id(name), evidence)
    for subject, predicate, object_, paper, confidence, sentence in RELATIONS:
        derived: dict[str, Value] = {"derived": True} if (subject, predicate) == ("Ant", "IS_A") else {}
        yield Edge(node_id(subject), predicate, node_id(object_), said(paper, sentence, confidence), derived)
    for result, (_, _, _, paper, confidence, sentence, ends) in RESULTS.items():
        yield Edge(paper, "HAS_RESULT", result, said(paper, sentence, confidence))
        for predicate, name in ends.items():
            yield Edge(result, predicate, node_id(name), (), {"support": 1, "confidence": confidence})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    graph = Graph()
    for node in nodes():
        graph.add_node(node)
    for edge in edges():
        graph.add_edge(edge)
    assert not graph.dangling()
    with closing(open_store(tmp_path_factory.mktemp("queries") / "graph-1")) as opened:
        opened.write(Changes(1, graph.nodes.values(), graph.edges.values(), fresh=True))
        yield opened


# --- the answers: query -> (parameters, rows), worked out from the graph above

Cases = list[tuple[dict[str, str], list[list[object]]]]

EXPECTED: dict[str, Cases] = {
    # Bee is for both tasks: translation is shared with Ant, summarization with Cow and model; support is 1 for all, so by name
    "alternatives": [
        ({"method": "Bee"}, [["Ant", 1, ["translation"]], ["Cow", 1, ["summarization"]], ["model", 1, ["summarization"]]]),
        ({"method": "Cow"}, [["Bee", 1, ["summarization"]], ["model", 1, ["summarization"]]]),  # two papers say it of Bee
    ],
    # p1 compares with Cow and Dog, p2 with Ant; Cow is beaten by Ant, Ant by Bee, Dog by none
    "baselines-for-task": [
        ({"task": "translation"}, [["Ant", 1, 1, "Ant translates"], ["Cow", 1, 1, None], ["Dog", 1, 0, "Of dogs"]]),
    ],
    "beaten-by": [({"method": "Ant"}, [["Bee", 1, 0.9, "Bee sums up", "Bee beats Ant."]])],
    # 2x has another unit; 95% stands in two sentences and once here
    "best-by-metric": [
        (
            {"metric": "BLEU"},
            [
                [95.0, "95%", "Bee", "News", "Bee sums up"],
                [90.0, "90%", "Ant", "Maps", "Ant translates"],
                [88.0, "88%", None, "News", "News, a corpus"],
            ],
        ),
        ({"metric": "BLEU", "unit": "x"}, [[2.0, "2x", "Bee", None, "Bee sums up"]]),
    ],
    # Bee rests on attention and also on Ant, which does: the shorter way counts. p2 and p4 propose Bee, the first title is shown
    "builds-on-it": [
        (
            {"entity": "gate"},
            [["attention", 1, None], ["Ant", 2, "Ant translates"], ["Bee", 2, "Bee sums up"], ["Dog", 3, "Of dogs"]],
        ),
    ],
    # Dog - Bee - Ant or attention - gate; the valve would be a fourth step
    "built-on": [
        (
            {"entity": "Dog"},
            [
                ["Bee", 1, ["Dog", "Bee"]],
                ["Ant", 2, ["Dog", "Bee", "Ant"]],
                ["attention", 2, ["Dog", "Bee", "attention"]],
                ["gate", 3, ["Dog", "Bee", "attention", "gate"]],
            ],
        ),
    ],
    # attention stands in p1 and p2; of those that share one paper Dog is rarer than Bee and Cow
    "co-occurring-methods": [({"entity": "attention"}, [["Ant", 2, 1.0], ["Dog", 1, 0.5], ["Bee", 1, 0.5], ["Cow", 1, 0.5]])],
    # Bee and Ant are each said to beat the other, Bee more surely; of Dog it is only said that p1 compares
    "compared-with": [
        (
            {"method": "Ant"},
            [["Cow", "better", "Ant beats Cow."], ["Dog", "compared", "p1 COMPARES_WITH Dog."], ["Bee", "disputed", "Bee beats Ant."]],
        ),
        ({"method": "Cow"}, [["Ant", "worse", "Ant beats Cow."]]),
    ],
    "components": [({"whole": "Ant"}, [["gate", 1, "Ant", "Ant has a gate."], ["valve", 2, "gate", "A gate has a valve."]])],
    # News is what p2 runs on, and a benchmark; p3 runs on nothing
    "datasets-for-task": [
        ({"task": "summarization"}, [["News", 1, True]]),
        ({"task": "translation"}, [["Maps", 1, False], ["News", 1, False]]),
    ],
    "entities-of-paper": [
        (
            {"paper": "p3"},
            [
                ["PROPOSES", "News", "Dataset", 0.9, "p3 PROPOSES News."],
                ["ADDRESSES", "summarization", "Task", 0.9, "p3 ADDRESSES summarization."],
                ["USES", "Cow", "Method", 0.9, "p3 USES Cow."],
                ["STUDIES", "Bee", "Method", 0.95, "p3 STUDIES Bee."],
                ["STUDIES", "Ant", "Method", 0.9, "p3 STUDIES Ant."],
                ["MENTIONS", "oddity", "Concept", 0.9, "p3 MENTIONS oddity."],
            ],
        ),
    ],
    # p2 proposes Bee and p3 studies it in 2023, which has three papers; the undated p4 proposes it too
    "entity-by-year": [
        ({"entity": "Bee"}, [[2023, 2, 1, 3], [None, 1, 1, 1]]),
        ({"entity": "oddity"}, [[2023, 1, 0, 3], [None, 0, 0, 1]]),
    ],
    "evidence": [
        (
            {"one": "Ant", "other": "Bee"},
            [
                ["Ant", "OUTPERFORMS", "Bee", 0.6, "News, a corpus", "abstract", "On News, Ant beats Bee."],
                ["Bee", "BASED_ON", "Ant", 0.7, "Bee sums up", "abstract", "Bee extends Ant."],
                ["Bee", "OUTPERFORMS", "Ant", 0.9, "Bee sums up", "abstract", "Bee beats Ant."],
            ],
        ),
        (
            {"one": "summarization", "other": "Bee"},
            [
                ["Bee", "USED_FOR", "summarization", 0.8, "News, a corpus", "abstract", "Bee is good at summarization."],
                ["Bee", "USED_FOR", "summarization", 0.5, "Bee sums up", "abstract", "Bee is for summarization."],
            ],
        ),
    ],
    "kinds-of": [
        ({"entity": "Ant"}, [["is a", "model", 1], ["has kind", "Dog", 1]]),
        ({"entity": "model"}, [["has kind", "Ant", 1], ["has kind", "Dog", 2]]),
    ],
    "method-dataset-counts": [({}, [["Bee", "News", 2], ["Ant", "Maps", 1]])],
    # of Bee p2 says it at .5 and p3 at .8: 1 - .5 * .2 = .9
    "methods-for-task": [
        (
            {"task": "summarization"},
            [
                ["Bee", 2, 0.9, "Bee is good at summarization."],
                ["Cow", 1, 0.9, "Cow does summarization."],
                ["model", 1, 0.7, "Any model does summarization."],
            ],
        ),
    ],
    # 90% of p1; 2x and 95%, twice written, of p2
    "metrics-for-task": [({"task": "translation"}, [["BLEU", 2, 3, ["90%", "2x", "95%"]]])],
    # p3 and p4 use Cow and p1 compares with it; nobody proposes Maps either, but one paper alone runs on it
    "missing-proposals": [
        ({}, [["Cow", "Method", 3, 1, "Ant translates"]]),
        ({"least": "1"}, [["Cow", "Method", 3, 1, "Ant translates"], ["Maps", "Dataset", 1, 0, "Ant translates"]]),
    ],
    "most-winning": [({}, [["Ant", 2, 1, ["Bee", "Cow"]], ["Bee", 1, 1, ["Ant"]]])],
    "neighbours": [
        (
            {"entity": "attention"},
            [
                ["out", "BASED_ON", "gate", "Concept", 1, 0.8],
                ["in", "BASED_ON", "Ant", "Method", 1, 0.7],
                ["in", "BASED_ON", "Bee", "Method", 1, 0.6],
            ],
        ),
    ],
    "new-datasets": [({}, [["News", "News, a corpus", ["summarization"], 1]])],
    # model is named in passing and once too, but Ant is one; of the valve other edges tell
    "orphans": [({}, [["oddity", "Concept", "News, a corpus"]])],
    "papers-of-entity": [
        (
            {"entity": "Cow"},
            [
                ["News, a corpus", "2023-06-20", "USES", "p3 USES Cow."],
                ["Ant translates", "2023-05-10", "COMPARES_WITH", "p1 COMPARES_WITH Cow."],
                ["Of dogs", "--11-05", "USES", "p4 USES Cow."],
            ],
        ),
    ],
    "papers-with-both": [
        (
            {"one": "Ant", "other": "Bee"},
            [["Bee sums up", "2023-06-02", "COMPARES_WITH", "PROPOSES"], ["News, a corpus", "2023-06-20", "STUDIES", "STUDIES"]],
        ),
    ],
    # 95% stands in two sentences of p2, of which the surer is shown
    "results-on-dataset": [
        (
            {"dataset": "News"},
            [["Bee", "BLEU", "95%", None, "Bee sums up", "Bee has 95%."], [None, "BLEU", "88%", None, "News, a corpus", "88% on News."]],
        ),
        ({"dataset": "Maps"}, [["Ant", "BLEU", "90%", "Cow", "Ant translates", "Ant has 90%."]]),
    ],
    # before May there is nothing to rise above; in June p2 and p3 name Ant as well, but so did all of May
    "rising-entities": [
        ({}, [["2023-06", name, 2, 1.0, 0.0, 1] for name in ("Bee", "News", "summarization")]),
    ],
    "several-kinds": [({}, [["Cow", ["Method", "Dataset"], [2, 1]], ["attention", ["Concept", "Method"], [1, 1]]])],
    # two ways of two steps from Dog to Maps: through Ant, and through p1, which names both
    "shortest-path": [
        (
            {"start": "Dog", "goal": "Maps"},
            [
                [2, ["Dog", "Ant", "Maps"], ["IS_A", "EVALUATED_ON"]],
                [2, ["Dog", "Ant translates", "Maps"], ["COMPARES_WITH", "EVALUATES_ON"]],
            ],
        ),
        ({"start": "Dog", "goal": "Dog"}, []),
    ],
    # p1 shares translation, BLEU, attention (2 papers each) and Ant (3): 3/2 + 1/3; p3 News, summarization (2), Ant, Bee (3): 1 + 2/3
    "similar-papers": [
        (
            {"paper": "p2"},
            [
                ["Ant translates", 4, 1.833, ["BLEU", "attention", "translation", "Ant"]],
                ["News, a corpus", 4, 1.667, ["News", "summarization", "Ant", "Bee"]],
                ["Of dogs", 1, 0.333, ["Bee"]],
            ],
        ),
    ],
    # that Ant is a model has two papers as well, but is derived; 1 - .3 * .3 = .91
    "strongest-claims": [
        (
            {},
            [
                ["Bee", "EVALUATED_ON", "News", 2, 0.91, "Bee is run on News."],
                ["Bee", "USED_FOR", "summarization", 2, 0.9, "Bee is good at summarization."],
            ],
        ),
    ],
    # what p1 and p2 name; Ant, attention and BLEU stand in both
    "task-overview": [
        (
            {"task": "translation"},
            [
                ["Method", 4, ["Ant", "Bee", "Cow", "Dog"]],
                ["Concept", 3, ["attention", "gate", "valve"]],
                ["Dataset", 2, ["Maps", "News"]],
                ["Metric", 1, ["BLEU"]],
                ["Task", 1, ["summarization"]],
            ],
        ),
    ],
    "tasks-without-benchmark": [({}, [["translation", 2, 2]])],
    # p4 runs on nothing; Bee, which it proposes too, is evaluated by others
    "untested-proposals": [({}, [["Dog", "Of dogs", "--11-05"]])],
    # p2 addresses both tasks; Bee is used for translation too, and p1, which addresses translation, names Cow
    "untried-methods": [({"task": "translation"}, [["model", ["summarization"], 1]])],
    "who-proposed": [
        (
            {"entity": "Bee"},
            [["Bee sums up", "2023-06-02", 0.9, "p2 PROPOSES Bee."], ["Of dogs", "--11-05", 0.9, "p4 PROPOSES Bee."]],
        ),
    ],
}


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
