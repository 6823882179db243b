"""A small graph and a strategy for graphs with hostile texts, for the tests of the exporters."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.model import NO_SPAN, Edge, Evidence, Node
from kg.schema import EDGE_TYPES, NODE_TYPES, labels_of

QUOTE = "We propose Foo, a cache for long prompts."
ABSTRACT = "Prompts grow. We propose Foo, a cache for long prompts."

NODES = [
    Node("arxiv:2401.00001", "Paper", {"title": "Foo", "abstract": ABSTRACT, "published": "2024-01-02", "year": 2024, "votes": 3}),
    Node("author:a-1", "Author", {"name": "Ada B."}),
    Node("entity:cache-00000002", "Concept", {"name": "cache", "support": 1}),
    Node("entity:foo-00000001", "Method", {"name": "Foo", "aliases": ["FOO", "Foo cache"], "support": 1}),
]
PROPOSAL = Evidence("arxiv:2401.00001", "abstract", 14, 55, QUOTE, NO_SPAN, (11, 14), "cue", 0.9)
EDGES = [
    Edge("arxiv:2401.00001", "AUTHORED_BY", "author:a-1", (), {"position": 1}),
    Edge("arxiv:2401.00001", "PROPOSES", "entity:foo-00000001", (PROPOSAL,), {"support": 1, "confidence": 0.9, "evidence_count": 1}),
    Edge("entity:foo-00000001", "IS_A", "entity:cache-00000002", (), {"derived": True}),
]

_CONTROL = ["a\nb\r\nc", "\t", "\x00\x08\x1f\x7f\x85", "\u2028\u2029", "\ufffe\uffff"]
HOSTILE = st.text(max_size=12) | st.sampled_from(
    [*_CONTROL, '"', "'", "\\", "\\u0041", "\U0001f600", "\u05d0\u202e", "<&>]]>", "=1+1", " ", ""]
)
_IDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)
_NUMBERS = st.integers(-(10**9), 10**9)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_VALUES = {"text": HOSTILE, "integer": _NUMBERS, "float": _FLOATS, "boolean": st.booleans()}
_LISTS = {f"{kind}s": st.lists(values, max_size=3, unique=True) for kind, values in _VALUES.items()}
_KINDS = {**_VALUES, **_LISTS}
_SPANS = st.just(NO_SPAN) | st.tuples(st.integers(0, 9), st.integers(0, 9))
_EVIDENCE = st.builds(Evidence, _IDS.map("arxiv:{}".format), HOSTILE, _NUMBERS, _NUMBERS, HOSTILE, _SPANS, _SPANS, HOSTILE, st.floats(0, 1))
_PREFIXES = {"Author": "author", "Organization": "org", "Venue": "venue", "Result": "result"}


def _id(label: str, name: str) -> str:
    prefixes = _PREFIXES.get(label, "entity" if "Entity" in labels_of(label) else "doi")
    return f"{prefixes}:{name.lower()}"


@st.composite
def _nodes(draw: st.DrawFn) -> Node:
    declared = draw(st.sampled_from(NODE_TYPES))
    properties = {p.name: draw(_KINDS[p.kind]) for p in draw(st.lists(st.sampled_from(declared.properties), unique=True))}
    if "kinds" in properties or "kind_counts" in properties:
        properties |= {"kinds": ["Method", "Task"], "kind_counts": [2, 2]}
    return Node(_id(declared.label, draw(_IDS)), declared.label, properties)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    """Draw nodes sorted by id and edges sorted by key, all as the schema allows them."""
    nodes = {n.id: n for n in draw(st.lists(_nodes(), max_size=6))}
    edges = {}
    for subject in nodes.values():
        for object_ in nodes.values():
            fitting = [t.predicate for t in EDGE_TYPES if _fits(subject, t.subjects) and _fits(object_, t.objects)]
            if fitting and draw(st.booleans()):
                evidence = tuple(sorted(set(draw(st.lists(_EVIDENCE, max_size=2)))))
                edge = Edge(subject.id, draw(st.sampled_from(fitting)), object_.id, evidence, {"support": 1, "derived": True})
                edges[edge.key] = edge
    return [nodes[i] for i in sorted(nodes)], [edges[k] for k in sorted(edges)]


def _fits(node: Node, allowed: tuple[str, ...]) -> bool:
    return bool({*labels_of(node.label)} & {*allowed})
