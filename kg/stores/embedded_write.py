"""Write a graph into the embedded engine: a bulk load into an empty store, or changes as one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import TypeVar

from kg.errors import StoreError
from kg.graph import Changes, Key, edge_row, node_row
from kg.model import Edge, Node, Value
from kg.schema import EDGE_PROPERTIES, EVIDENCE_LISTS, NODE_TYPES, edge_type, node_type
from kg.stores.embedded_schema import GENERATION, ROOTS
from kg.stores.java import java_map, to_json
from kg.stores.jvm import Java, java_class

__all__ = ["fill", "update"]

_Item = TypeVar("_Item", Node, Edge)
_FLOATS = frozenset(
    p.name for p in (*EDGE_PROPERTIES, *EVIDENCE_LISTS, *(p for t in NODE_TYPES for p in t.properties)) if p.kind in ("float", "floats")
)
_BATCH = 2_000
"""Rows that go to Java at a time."""


def fill(database: Java, changes: Changes) -> None:
    """Load a whole graph into an empty store; its generation is written last, so that a load cut short shows."""
    flush = java_class("com.arcadedb.engine.WALFile$FlushType").YES_FULL
    batch = database.batch().withWALFlush(flush).build()
    with ExitStack() as on_failure:
        on_failure.callback(batch.abandon)
        places = _fill_nodes(batch, changes.nodes)
        _fill_edges(batch, changes.edges, places)
        batch.close()
        on_failure.pop_all()
    _in_transaction(database, Changes(changes.generation))


def _fill_nodes(batch: Java, nodes: Iterable[Node]) -> dict[str, str]:
    """Create the nodes and return the engine's own id of each."""
    create = java_class("com.arcadedb.python.VertexBatcher").createVerticesJson
    places: dict[str, str] = {}
    for label, group in _batches((node_type(n.label).label, n) for n in nodes):
        made = str(create(batch, label, to_json(_node_values(n) for n in group)))
        places.update(zip((n.id for n in group), made.split(";"), strict=True))
    return places


def _fill_edges(batch: Java, edges: Iterable[Edge], places: Mapping[str, str]) -> None:
    create = java_class("com.arcadedb.python.EdgeBatcher").newEdgesJson
    for predicate, group in _batches((edge_type(e.predicate).predicate, e) for e in edges):
        rows = ({"_src": _place(places, e.subject, e), "_dst": _place(places, e.object, e), **_edge_values(e)} for e in group)
        create(batch, predicate, to_json(rows))


def _batches(items: Iterable[tuple[str, _Item]]) -> Iterator[tuple[str, list[_Item]]]:
    """Gather items of one type into batches."""
    waiting: dict[str, list[_Item]] = defaultdict(list)
    for name, item in items:
        waiting[name].append(item)
        if len(waiting[name]) == _BATCH:
            yield name, waiting.pop(name)
    yield from waiting.items()


def _place(places: Mapping[str, str], node_id: str, edge: Edge) -> str:
    if node_id not in places:
        raise _no_end(node_id, edge)
    return places[node_id]


def _no_end(node_id: str, edge: Edge) -> StoreError:
    return StoreError(f"edge {' '.join(edge.key)}: its end {node_id!r} is no node of the graph", value=edge.key)


def _node_values(node: Node) -> dict[str, Value]:
    return _typed(node_row(node))


def _edge_values(edge: Edge) -> dict[str, Value]:
    return _typed(edge_row(edge))


def _typed(row: Mapping[str, Value]) -> dict[str, Value]:
    """Return the row with whole numbers made floats where the schema says float."""
    return {name: _float(value) if name in _FLOATS else value for name, value in row.items()}


def _float(value: Value) -> Value:
    if isinstance(value, list):
        return [float(x) for x in value]
    return value if value is None else float(value)


def update(database: Java, changes: Changes) -> None:
    """Apply changes and the generation as one transaction: all of it, or nothing."""
    _in_transaction(database, changes)


def _in_transaction(database: Java, changes: Changes) -> None:
    database.begin()
    with ExitStack() as on_failure:
        on_failure.callback(_roll_back, database)
        _apply(database, changes)
        database.commit()
        on_failure.pop_all()


def _roll_back(database: Java) -> None:
    if database.isTransactionActive():
        database.rollback()


def _apply(database: Java, changes: Changes) -> None:
    for key in changes.gone_edges:
        _remove_edge(database, key)
    for node_id in changes.gone_nodes:
        vertex = _find(database, node_id)
        if vertex is not None:
            vertex.delete()
    for node in changes.nodes:
        _put_node(database, node)
    for edge in changes.edges:
        _put_edge(database, edge)
    _put_generation(database, changes.generation)


def _find(database: Java, node_id: str) -> Java:
    """Return the vertex of an id, or None."""
    for root in ROOTS:
        found = database.lookupByKey(root, "id", node_id)
        if found.hasNext():
            return found.next().getRecord().asVertex()
    return None


def _find_edge(subject: Java, predicate: str, target: Java) -> Java:
    out = java_class("com.arcadedb.graph.Vertex$DIRECTION").OUT
    goal = target.getIdentity()
    return next((edge for edge in subject.getEdges(out, predicate) if edge.getIn().equals(goal)), None)


def _remove_edge(database: Java, key: Key) -> None:
    subject, target = _find(database, key[0]), _find(database, key[2])
    edge = _find_edge(subject, key[1], target) if subject is not None and target is not None else None
    if edge is not None:
        edge.delete()


def _put_node(database: Java, node: Node) -> None:
    """Create a node, or replace its properties and its label; its edges stay."""
    label = node_type(node.label).label
    vertex = _find(database, node.id)
    if vertex is not None and str(vertex.getTypeName()) != label:
        vertex.moveToType(label)
        vertex = _find(database, node.id)
    vertex = database.newVertex(label) if vertex is None else vertex.modify()
    vertex.fromMap(_java_row(_node_values(node))).save()


def _put_edge(database: Java, edge: Edge) -> None:
    """Create an edge, or replace its properties."""
    predicate = edge_type(edge.predicate).predicate
    ends = []
    for node_id in (edge.subject, edge.object):
        vertex = _find(database, node_id)
        if vertex is None:
            raise _no_end(node_id, edge)
        ends.append(vertex)
    known = _find_edge(ends[0], predicate, ends[1])
    record = ends[0].newEdge(predicate, ends[1]) if known is None else known.modify()
    record.fromMap(_java_row(_edge_values(edge))).save()


def _java_row(row: Mapping[str, Value]) -> Java:
    return java_map({name: value for name, value in row.items() if value is not None})


def _put_generation(database: Java, generation: int) -> None:
    states = database.iterateType(GENERATION, False)
    state = states.next().modify() if states.hasNext() else database.newDocument(GENERATION)
    state.set("generation", generation).save()
