"""The graph: nodes by id, edges by (subject, predicate, object), and the rule by which two of them merge.

Merging is idempotent and free of order. An edge's support, confidence and evidence count are functions of its evidence;
of two roles between one paper and one entity the first of the role order stays, with the evidence of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import prod
from typing import TYPE_CHECKING

from kg.model import Edge, Evidence, Node, Problem, Value
from kg.schema import EVIDENCE_LISTS, ROLES, edge_type, labels_of, node_type, role_rank

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "SHARED_ERROR",
    "STORED_EVIDENCE",
    "Changes",
    "Graph",
    "combined_confidence",
    "edge_row",
    "merge_edges",
    "merge_nodes",
    "node_row",
    "walk",
]

STORED_EVIDENCE = 25
"""Pieces of evidence of one edge that a property graph holds; papers.sqlite holds all of them."""

SHARED_ERROR = 0.42
"""How much papers that say the same depend on each other, fitted by `kg evaluate cskg3600` (decision 0006)."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a store must do to reach `generation`: put these nodes and edges, take those away.

    `fresh` says that the store is empty, so that a bulk load is safe.
    """

    generation: int
    nodes: Iterable[Node] = ()
    edges: Iterable[Edge] = ()
    gone_nodes: Iterable[str] = ()
    gone_edges: Iterable[Key] = ()
    fresh: bool = False


def combined_confidence(evidence: Iterable[Evidence]) -> float:
    """Return how likely an edge is, given its evidence: with the chance SHARED_ERROR its papers err together, else each by itself.

    Where they err together they are worth the best of them, else what one less the product of their doubts says. Of one paper the
    best piece counts, so that the confidence of an edge of one paper is that of the paper.

    >>> e = Evidence("p1", "title", 0, 1, "x", (-1, -1), (0, 1), "cue", 0.5)
    >>> combined_confidence([e, replace(e, confidence=0.2)]), combined_confidence([e, replace(e, paper="p2")])
    (0.5, 0.645)
    """
    best: dict[str, float] = {}
    for piece in evidence:
        best[piece.paper] = max(best.get(piece.paper, 0.0), piece.confidence)
    doubt = prod(1.0 - confidence for confidence in sorted(best.values()))
    return round(SHARED_ERROR * max(best.values(), default=0.0) + (1.0 - SHARED_ERROR) * (1.0 - doubt), 6)


def _merge_value(one: Value, other: Value) -> Value:
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, list) and isinstance(other, list):
        return one if one == other else sorted({*one, *other})
    return max(one, other, key=lambda v: (len(str(v)), str(v)))


def _merge_properties(one: Mapping[str, Value], other: Mapping[str, Value]) -> dict[str, Value]:
    return {name: _merge_value(one.get(name), other.get(name)) for name in sorted({*one, *other})}


def _merge_counts(*sides: Mapping[str, Value]) -> list[tuple[str, int]]:
    """Return (kind, papers) of two nodes with the larger count of each kind, most first: `kinds` and `kind_counts` go together."""
    most: dict[str, int] = {}
    for properties in sides:
        kinds, counts = properties.get("kinds"), properties.get("kind_counts")
        if isinstance(kinds, list) and isinstance(counts, list):
            for kind, count in zip(kinds, counts, strict=True):
                most[str(kind)] = max(most.get(str(kind), 0), count if isinstance(count, int) else 0)
    return sorted(most.items(), key=lambda pair: (-pair[1], pair[0]))


def merge_nodes(one: Node, other: Node) -> Node:
    """Return the node that both describe: lists are united, of two values the longer and then the greater stays.

    >>> merge_nodes(Node("v", "Venue", {"name": "ICML"}), Node("v", "Venue", {"name": "ICML 24"})).properties
    {'name': 'ICML 24'}
    """
    if one == other:
        return one
    merged = _merge_properties(one.properties, other.properties)
    counts = _merge_counts(one.properties, other.properties)
    if counts:
        merged |= {"kinds": [kind for kind, _ in counts], "kind_counts": [count for _, count in counts]}
    return Node(one.id, min(one.label, other.label), merged)


def _with_evidence(edge: Edge, evidence: Iterable[Evidence]) -> Edge:
    pieces = tuple(sorted(set(evidence)))
    if not pieces:
        return edge
    counts: dict[str, Value] = {
        "support": len({e.paper for e in pieces}),
        "confidence": combined_confidence(pieces),
        "evidence_count": len(pieces),
    }
    return replace(edge, evidence=pieces, properties={**edge.properties, **counts})


def merge_edges(one: Edge, other: Edge) -> Edge:
    """Return the edge that both describe, with the evidence of both; of two roles the first of the order stays."""
    first = min(one, other, key=lambda e: role_rank(e.predicate)) if one.predicate in ROLES else one
    merged = replace(first, properties=_merge_properties(one.properties, other.properties))
    return _with_evidence(merged, (*one.evidence, *other.evidence))


def _evidence_lists(evidence: Iterable[Evidence]) -> dict[str, Value]:
    best = sorted(evidence, key=lambda e: (-e.confidence, e))[:STORED_EVIDENCE]
    rows = [(e.paper, e.section, e.start, e.end, e.sentence, *e.subject, *e.object, e.confidence, e.extractor) for e in best]
    return {p.name: list(column) for p, column in zip(EVIDENCE_LISTS, zip(*rows, strict=True), strict=True)} if rows else {}


def node_row(node: Node) -> dict[str, Value]:
    """Return what a store holds of a node: its id and its properties.

    >>> node_row(Node("venue:icml", "Venue", {"name": "ICML"}))
    {'id': 'venue:icml', 'name': 'ICML'}
    """
    return {"id": node.id, **node.properties}


def edge_row(edge: Edge) -> dict[str, Value]:
    """Return what a store holds of an edge: its properties and its best evidence as parallel lists."""
    return {**edge.properties, **_evidence_lists(edge.evidence)}


@dataclass(slots=True)
class Graph:
    """Nodes by id and edges by key, with the edges at each node for walking."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[Key, Edge] = field(default_factory=dict)
    _at: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    _role: dict[tuple[str, str], Key] = field(default_factory=dict)

    def add_node(self, node: Node) -> None:
        """Add a node, or merge it with the one of its id."""
        node_type(node.label)
        known = self.nodes.get(node.id)
        self.nodes[node.id] = merge_nodes(known, node) if known else node

    def add_edge(self, edge: Edge) -> None:
        """Add an edge, or merge it with the one of its key; for a role, with any role between the same two."""
        edge_type(edge.predicate)
        old_key = edge.key
        if edge.predicate in ROLES:
            old_key = self._role.get((edge.subject, edge.object), edge.key)
        known = self.edges.pop(old_key, None)
        edge = merge_edges(known, edge) if known else _with_evidence(edge, edge.evidence)
        self._index(old_key, edge)

    def _index(self, old_key: Key, edge: Edge) -> None:
        self.edges[edge.key] = edge
        if edge.predicate in ROLES:
            self._role[edge.subject, edge.object] = edge.key
        for end in (edge.subject, edge.object):
            self._at[end].discard(old_key)
            self._at[end].add(edge.key)

    def remove_edge(self, key: Key) -> Edge:
        """Take an edge out and return it."""
        edge = self.edges.pop(key)
        for end in (edge.subject, edge.object):
            self._at[end].discard(key)
        if edge.predicate in ROLES:
            del self._role[edge.subject, edge.object]
        return edge

    def leave_out_weak(self, least: float) -> int:
        """Take out the extracted edges with less confidence than `least` and what only they held; return how many edges went.

        Bibliographic edges and papers stay. A Result goes, with its edges, where its paper's edge to it does; an entity with its last edge.
        """
        before = len(self.edges)
        taken = [self.remove_edge(key) for key, edge in sorted(self.edges.items()) if _is_weak(edge, least)]
        results = [edge.object for edge in taken if edge.predicate == "HAS_RESULT"]
        taken += [self.remove_edge(edge.key) for result in results for edge in self.edges_at(result)]
        for end in sorted({end for edge in taken for end in (edge.subject, edge.object)}):
            if not self._at[end] and end in self.nodes and self.nodes[end].label != "Paper":
                del self.nodes[end]
        return before - len(self.edges)

    def edges_at(self, node_id: str) -> list[Edge]:
        """Return the edges at a node, most supported first, in a total order."""
        return sorted((self.edges[key] for key in self._at.get(node_id, ())), key=_strongest)

    def dangling(self) -> list[Edge]:
        """Return the edges of which an end is no node, sorted by key."""
        return [e for key, e in sorted(self.edges.items()) if e.subject not in self.nodes or e.object not in self.nodes]

    def break_cycles(self, predicate: str = "IS_A") -> list[Problem]:
        """Leave out the weakest edge of each cycle of a predicate and return a Problem for each.

        Edges are kept strongest first; one that would close a cycle with those kept is left out.
        """
        above: dict[str, list[str]] = defaultdict(list)
        problems = []
        for edge in sorted((e for e in self.edges.values() if e.predicate == predicate), key=_strongest):
            if _reaches(above, edge.object, edge.subject):
                self.remove_edge(edge.key)
                problems.append(Problem("cycle", " ".join(edge.key), f"{predicate} left out: it is the weakest edge of a cycle"))
            else:
                above[edge.subject].append(edge.object)
        return problems

    def neighbourhood(self, node_ids: Iterable[str], *, hops: int = 2, limit: int = 150) -> Graph:
        """Return the graph around some nodes: at most `limit` nodes within `hops`, best supported edges first.

        All edges between the nodes that are kept are in it. Ids that are no node are passed over.
        """
        return self.subgraph(walk(self.edges_at, (i for i in node_ids if i in self.nodes), hops=hops, limit=limit))

    def subgraph(self, node_ids: Iterable[str]) -> Graph:
        """Return the graph of these nodes and of every edge between two of them."""
        part = Graph()
        kept = dict.fromkeys(node_ids)
        for node_id in kept:
            part.add_node(self.nodes[node_id])
        for key in sorted({key for node_id in kept for key in self._at.get(node_id, ())}):
            if key[0] in kept and key[2] in kept:
                part.add_edge(self.edges[key])
        return part

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return a networkx MultiDiGraph: labels and properties on nodes, edges keyed by predicate with stored evidence."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        for node_id, node in sorted(self.nodes.items()):
            graph.add_node(node_id, labels=list(labels_of(node.label)), label=node.label, **node.properties)
        for key, edge in sorted(self.edges.items()):
            graph.add_edge(edge.subject, edge.object, key=edge.predicate, predicate=key[1], **edge_row(edge))
        return graph


def walk(edges_at: Callable[[str], list[Edge]], node_ids: Iterable[str], *, hops: int, limit: int) -> list[str]:
    """Return at most `limit` nodes within `hops` of some nodes, those first, then along the best supported edges."""
    kept = dict.fromkeys(node_ids)
    frontier = list(kept)
    for _ in range(hops):
        candidates = sorted((e for i in frontier for e in edges_at(i)), key=_strongest)
        reached = dict.fromkeys(end for e in candidates for end in (e.subject, e.object) if end not in kept)
        frontier = list(reached)[: max(0, limit - len(kept))]
        kept.update(dict.fromkeys(frontier))
    return list(kept)


def _strongest(edge: Edge) -> tuple[int, float, Key]:
    support, confidence = edge.properties.get("support"), edge.properties.get("confidence")
    return (
        -(support if isinstance(support, int) else 0),
        -(confidence if isinstance(confidence, (int, float)) else 0.0),
        edge.key,
    )


def _is_weak(edge: Edge, least: float) -> bool:
    """Return whether an edge that a paper's text gave falls short; a figure's other edges go by that from its paper."""
    if edge.predicate != "HAS_RESULT" and edge_type(edge.predicate).group not in ("role", "relation"):
        return False
    confidence = edge.properties.get("confidence")
    return isinstance(confidence, (int, float)) and confidence < least


def _reaches(above: Mapping[str, list[str]], start: str, goal: str) -> bool:
    seen, stack = {start}, [start]
    while stack:
        node = stack.pop()
        if node == goal:
            return True
        fresh = [n for n in above.get(node, ()) if n not in seen]
        seen.update(fresh)
        stack.extend(fresh)
    return False
