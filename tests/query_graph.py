"""The small graph on which the named queries are answered by hand.

It has two parts, which hardly touch: in the first (Ant, Bee, Cow ...) it matters what is left out, in the second (Yak, Zebra ...) the
better supported is the later by name, so that an order by name alone is seen. Of the six papers, p4 has a day but no year.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.model import Edge, Evidence, Node, Value

PAPERS = {
    "p1": ("Ant translates", "2023-05-10", 2023),
    "p2": ("Bee sums up", "2023-06-02", 2023),
    "p3": ("News, a corpus", "2023-06-20", 2023),
    "p4": ("Of dogs", "--11-05", None),
    "p5": ("Yak parses", "2024-01-10", 2024),
    "p6": ("On parsing", "2024-01-20", 2024),
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
    "gate": ("Concept", 3),
    "valve": ("Concept", 1),
    "oddity": ("Concept", 1),
    "model": ("Concept", 1),
    "spring": ("Concept", 1),
    "ember": ("Concept", 1),
    "Asp": ("Method", 1),
    "Elk": ("Method", 2),
    "Fox": ("Method", 1),
    "Gnu": ("Method", 1),
    "Owl": ("Method", 1),
    "Yak": ("Method", 1),
    "Zebra": ("Method", 2),
    "ox": ("Method", 2),
    "chunking": ("Task", 1),
    "editing": ("Task", 2),
    "parsing": ("Task", 2),
    "wording": ("Task", 3),
    "Kit": ("Dataset", 1),
    "Wood": ("Dataset", 1),
    "Yard": ("Dataset", 2),
    "Zoo": ("Dataset", 3),
    "F1": ("Metric", 1),
    "LAS": ("Metric", 1),
    "UAS": ("Metric", 2),
}
KINDS: dict[str, dict[str, Value]] = {
    "Cow": {"kinds": ["Method", "Dataset"], "kind_counts": [2, 1]},
    "attention": {"kinds": ["Concept", "Method"], "kind_counts": [1, 1]},
    "wording": {"kinds": ["Task", "Concept"], "kind_counts": [2, 1]},
}
# what each paper does with which entity, each with the sentence "p1 PROPOSES Ant." and confidence .9, or the one that stands behind it
ROLES = """
p1 PROPOSES Ant | p1 ADDRESSES translation | p1 EVALUATES_ON Maps | p1 REPORTS BLEU | p1 COMPARES_WITH Cow | p1 COMPARES_WITH Dog
p1 USES attention | p1 USES gate | p1 MENTIONS valve | p1 MENTIONS spring
p2 PROPOSES Bee | p2 ADDRESSES translation | p2 ADDRESSES summarization | p2 EVALUATES_ON News | p2 REPORTS BLEU | p2 COMPARES_WITH Ant
p2 USES attention
p3 PROPOSES News | p3 ADDRESSES summarization | p3 STUDIES Ant | p3 STUDIES Bee .95 | p3 USES Cow | p3 MENTIONS oddity .95
p4 PROPOSES Dog .95 | p4 PROPOSES Bee | p4 PROPOSES Asp | p4 PROPOSES Kit | p4 ADDRESSES wording | p4 USES Cow | p4 USES Zoo
p4 MENTIONS model | p4 MENTIONS Fox | p4 MENTIONS Gnu
p5 PROPOSES Yak | p5 ADDRESSES parsing | p5 ADDRESSES wording | p5 ADDRESSES editing | p5 ADDRESSES chunking
p5 EVALUATES_ON Yard | p5 EVALUATES_ON Zoo | p5 EVALUATES_ON Wood | p5 REPORTS UAS | p5 REPORTS LAS | p5 REPORTS F1
p5 COMPARES_WITH Zebra | p5 COMPARES_WITH Owl | p5 COMPARES_WITH Elk | p5 USES ox | p5 USES gate | p5 MENTIONS ember
p6 PROPOSES Zoo | p6 ADDRESSES parsing | p6 ADDRESSES wording | p6 ADDRESSES editing | p6 EVALUATES_ON Yard | p6 REPORTS UAS
p6 COMPARES_WITH Zebra | p6 USES Elk | p6 USES ox | p6 USES gate
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
    ("spring", "PART_OF", "valve", "p1", 0.6, "A valve has a spring."),
    ("Dog", "IS_A", "Ant", "p4", 0.7, "A Dog is an Ant."),
    ("Fox", "IS_A", "Dog", "p4", 0.7, "A Fox is a Dog."),
    ("Gnu", "IS_A", "Fox", "p4", 0.7, "A Gnu is a Fox."),
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
    ("Yak", "USED_FOR", "parsing", "p5", 0.9, "Yak parses."),
    ("Yak", "USED_FOR", "wording", "p5", 0.9, "Yak words."),
    ("Zebra", "USED_FOR", "parsing", "p6", 0.95, "Zebra parses."),
    ("Zebra", "USED_FOR", "wording", "p6", 0.9, "Zebra words."),
    ("Owl", "USED_FOR", "parsing", "p5", 0.7, "Owl parsed."),
    ("Owl", "USED_FOR", "parsing", "p6", 0.9, "Owl parses."),
    ("Elk", "USED_FOR", "parsing", "p5", 0.8, "Elk parses."),
    ("Gnu", "USED_FOR", "wording", "p4", 0.7, "Gnu words."),
    ("Gnu", "USED_FOR", "chunking", "p4", 0.7, "Gnu chunks."),
    ("Fox", "USED_FOR", "wording", "p4", 0.7, "Fox words."),
    ("Asp", "USED_FOR", "chunking", "p4", 0.7, "Asp chunks."),
    ("Zebra", "OUTPERFORMS", "Owl", "p4", 0.2, "Zebra may beat Owl."),
    ("Zebra", "OUTPERFORMS", "Owl", "p5", 0.5, "Zebra seems to beat Owl."),
    ("Zebra", "OUTPERFORMS", "Owl", "p6", 0.5, "Zebra beats Owl, it seems."),
    ("Yak", "OUTPERFORMS", "Owl", "p5", 0.9, "Yak beats Owl."),
    ("Elk", "OUTPERFORMS", "Owl", "p5", 0.6, "Elk beats Owl."),
    ("Zebra", "OUTPERFORMS", "Elk", "p6", 0.6, "Zebra beats Elk."),
    ("Yak", "EVALUATED_ON", "Zoo", "p5", 0.8, "Yak is run on Zoo."),
    ("Zebra", "EVALUATED_ON", "Yard", "p4", 0.5, "Zebra was run on Yard."),
    ("Zebra", "EVALUATED_ON", "Yard", "p5", 0.5, "Zebra is run on Yard."),
    ("Zebra", "EVALUATED_ON", "Yard", "p6", 0.5, "On Yard, Zebra is run."),
    ("Zoo", "BENCHMARKS", "parsing", "p6", 0.9, "Zoo tests parsing."),
)
# id: value, number, unit, paper, confidence, sentence, ends; r2 and r3 are one figure that stands in two sentences
RESULTS: dict[str, tuple[str, float, str, str, float, str, dict[str, str]]] = {
    "r1": ("90%", 90.0, "%", "p1", 0.8, "Ant has 90%.", {"OF_METHOD": "Ant", "ON_DATASET": "Maps", "BY_METRIC": "BLEU", "AGAINST": "Cow"}),
    "r2": ("95%", 95.0, "%", "p2", 0.7, "Bee: 95%.", {"OF_METHOD": "Bee", "ON_DATASET": "News", "BY_METRIC": "BLEU"}),
    "r3": ("95%", 95.0, "%", "p2", 0.8, "Bee has 95%.", {"OF_METHOD": "Bee", "ON_DATASET": "News", "BY_METRIC": "BLEU"}),
    "r4": ("2x", 2.0, "x", "p2", 0.8, "Bee has 2x.", {"OF_METHOD": "Bee", "BY_METRIC": "BLEU"}),
    "r5": ("88%", 88.0, "%", "p3", 0.8, "88% on News.", {"ON_DATASET": "News", "BY_METRIC": "BLEU"}),
    "r6": ("85%", 85.0, "%", "p5", 0.8, "Yak has 85%.", {"OF_METHOD": "Yak", "ON_DATASET": "Zoo", "BY_METRIC": "LAS"}),
    "r7": ("7", 7.0, "points", "p5", 0.8, "Yak gains 7.", {"OF_METHOD": "Yak", "ON_DATASET": "Zoo"}),
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
    yield Edge(node_id("ox"), "IS_A", node_id("Elk"))  # without evidence, as an imported graph may have it
    for result, (_, _, _, paper, confidence, sentence, ends) in RESULTS.items():
        yield Edge(paper, "HAS_RESULT", result, said(paper, sentence, confidence))
        for predicate, name in ends.items():
            yield Edge(result, predicate, node_id(name), (), {"support": 1, "confidence": confidence})


def graph() -> Graph:
    whole = Graph()
    for node in nodes():
        whole.add_node(node)
    for edge in edges():
        whole.add_edge(edge)
    assert not whole.dangling()
    return whole
