"""GraphML, as networkx, Gephi, yEd and igraph read it.

Lists are JSON strings. An edge shows its best quote, with the paper it is from, and how many pieces of evidence there are. A character
that XML 1.0 cannot hold becomes U+FFFD. Ids are the graph's own (of a DOI, with a slash: more than an XML NMTOKEN, as all four accept).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.export.files import write_chunks
from kg.export.values import ABSTRACT, best_evidence, edge_values, node_values, value_text
from kg.model import Edge, Node
from kg.schema import EDGE_PROPERTIES, NODE_TYPES, Property

__all__ = ["to_graphml", "write_graphml"]

_TYPES = {"integer": "long", "float": "double", "boolean": "boolean"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})

_NODE_KEYS: dict[str, Property] = {p.name: p for t in NODE_TYPES for p in t.properties}
_EDGE_KEYS: dict[str, Property] = {p.name: p for p in EDGE_PROPERTIES}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)

Field = tuple[str, str]


def to_graphml(nodes: Iterable[Node], edges: Iterable[Edge], *, text: bool = True) -> Iterator[str]:
    r"""Yield the lines of a GraphML document: its keys, a line for each node, a line for each edge.

    >>> list(to_graphml([Node("venue:icml", "Venue", {"name": "R&D"})], []))[-2]
    '<node id="venue:icml"><data key="n-label">Venue</data><data key="n-name">R&amp;D</data></node>\n'
    """
    yield _HEAD
    yield from _keys(text=text)
    yield '<graph id="kg" edgedefault="directed">\n'
    for node in nodes:
        fields = [("label", node.label), *((p.name, value_text(v)) for p, v in node_values(node, text=text))]
        yield f'<node id="{_xml(node.id)}">{_data("n", fields)}</node>\n'
    for number, edge in enumerate(edges):
        ends = f'source="{_xml(edge.subject)}" target="{_xml(edge.object)}"'
        yield f'<edge id="e{number}" {ends}>{_data("e", _edge_fields(edge, text=text))}</edge>\n'
    yield "</graph>\n</graphml>\n"


def write_graphml(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, *, text: bool = True) -> None:
    """Write a graph as one GraphML file."""
    write_chunks(to_graphml(nodes, edges, text=text), path)


def _keys(*, text: bool) -> Iterator[str]:
    quote = [("sentence", "string")] if text else []
    of_nodes = [("label", "string"), *((n, _TYPES.get(p.kind, "string")) for n, p in _NODE_KEYS.items() if text or n != ABSTRACT)]
    of_edges = [("predicate", "string"), *((n, _TYPES.get(p.kind, "string")) for n, p in _EDGE_KEYS.items())]
    of_quotes = [("paper", "string"), ("section", "string"), *quote]
    for kind, fields in (("node", of_nodes), ("edge", of_edges + of_quotes)):
        for name, value_type in fields:
            yield f'<key id="{kind[0]}-{name}" for="{kind}" attr.name="{name}" attr.type="{value_type}"/>\n'


def _edge_fields(edge: Edge, *, text: bool) -> Iterator[Field]:
    yield "predicate", edge.predicate
    for declared, value in edge_values(edge):
        yield declared.name, value_text(value)
    best = best_evidence(edge)
    if best:
        yield "paper", best.paper
        yield "section", best.section
        if text and best.sentence:
            yield "sentence", best.sentence


def _data(prefix: str, fields: Iterable[Field]) -> str:
    return "".join(f'<data key="{prefix}-{name}">{_xml(value)}</data>' for name, value in fields)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text).translate(_MARKUP)
