"""What an exporter writes of a node or an edge: its declared properties, in the order of the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kg.errors import SchemaError
from kg.export.files import scalar_text
from kg.model import Edge, Evidence, Node, Value
from kg.schema import EDGE_PROPERTIES, Property, edge_type, node_type

__all__ = ["ABSTRACT", "best_evidence", "edge_values", "node_values", "value_text"]

ABSTRACT = "abstract"
"""The one property that is left out where the texts of papers are not wanted."""

Pair = tuple[Property, Value]


def node_values(node: Node, *, text: bool = True) -> Iterator[Pair]:
    """Yield the properties of a node that have a value; without `text`, not its abstract.

    >>> [(p.name, v) for p, v in node_values(Node("p", "Paper", {"year": 2024, "title": "T", "url": None}))]
    [('title', 'T'), ('year', 2024)]
    """
    for pair in _declared(node.properties, node_type(node.label).properties, node.id):
        if text or pair[0].name != ABSTRACT:
            yield pair


def edge_values(edge: Edge) -> Iterator[Pair]:
    """Yield the properties of an edge that have a value.

    >>> [(p.name, v) for p, v in edge_values(Edge("a", "IS_A", "b", properties={"derived": True, "support": 2}))]
    [('support', 2), ('derived', True)]
    """
    edge_type(edge.predicate)
    return _declared(edge.properties, EDGE_PROPERTIES, edge.key)


def best_evidence(edge: Edge) -> Evidence | None:
    """Return the piece of evidence with the highest confidence, or None where there is none.

    >>> best_evidence(Edge("a", "IS_A", "b")) is None
    True
    """
    return min(edge.evidence, key=lambda e: (-e.confidence, e), default=None)


def value_text(value: Value) -> str:
    """Return a value as the text of one cell: lists as JSON, booleans as `true` and `false`, nothing for None.

    >>> value_text(["a", "é"]), value_text(True), value_text(0.5), value_text(None)
    ('["a", "é"]', 'true', '0.5', '')
    """
    if value is None:
        return ""
    return scalar_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _declared(properties: Mapping[str, Value], declared: tuple[Property, ...], where: object) -> Iterator[Pair]:
    unknown = properties.keys() - {p.name for p in declared}
    if unknown:
        names = ", ".join(p.name for p in declared)
        raise SchemaError(f"{where}: unknown property {min(unknown)!r}; expected some of {names}", value=min(unknown))
    return ((p, properties[p.name]) for p in declared if properties.get(p.name) is not None)
