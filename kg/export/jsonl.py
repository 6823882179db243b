"""JSON lines in the words of KGX, without loss: one node or edge a line, nodes first.

A node is `{"id", "category": [label, ...], property: value, ...}`; an edge is
`{"subject", "predicate", "object", property: value, ..., "evidence": [{...}]}`.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from kg.errors import ReadError, SchemaError
from kg.export.files import write_chunks
from kg.export.values import edge_values, node_values
from kg.model import NO_SPAN, Edge, Evidence, Node, Span, Value
from kg.schema import EDGE_PROPERTIES, Property, edge_type, labels_of, node_type

__all__ = ["read_jsonl", "to_jsonl", "write_jsonl"]

_NOT_IN_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def to_jsonl(nodes: Iterable[Node], edges: Iterable[Edge], *, text: bool = True) -> Iterator[str]:
    r"""Yield one line for each node and each edge.

    >>> list(to_jsonl([Node("venue:icml", "Venue", {"name": "ICML"})], []))
    ['{"id":"venue:icml","category":["Venue"],"name":"ICML"}\n']
    """
    for node in nodes:
        kept = {p.name: v for p, v in node_values(node, text=text)}
        yield _line({"id": node.id, "category": labels_of(node.label), **kept}, node.id)
    for edge in edges:
        ends = {"subject": edge.subject, "predicate": edge.predicate, "object": edge.object}
        kept = {p.name: v for p, v in edge_values(edge)}
        yield _line({**ends, **kept, "evidence": [_piece(e, text=text) for e in edge.evidence]}, edge.key)


def write_jsonl(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, *, text: bool = True) -> None:
    """Write a graph as JSON lines; `read_jsonl` gives back equal nodes and edges."""
    write_chunks(to_jsonl(nodes, edges, text=text), path)


def _line(record: Mapping[str, object], where: object) -> str:
    try:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise SchemaError(f"{where}: JSON has no number for infinity and NaN; leave the property out", value=where) from error
    return _NOT_IN_A_LINE.sub(lambda m: f"\\u{ord(m[0]):04x}", line) + "\n"


def _piece(piece: Evidence, *, text: bool) -> dict[str, object]:
    quote = {"sentence": piece.sentence} if text else {}
    place = {"paper": piece.paper, "section": piece.section, "start": piece.start, "end": piece.end}
    spans = {"subject": piece.subject, "object": piece.object}
    return {**place, **quote, **spans, "extractor": piece.extractor, "confidence": piece.confidence}


def read_jsonl(path: Path) -> Iterator[Node | Edge]:
    """Yield the nodes and edges of a file that `write_jsonl` wrote, plain or gzip.

    Raises ReadError with the line for anything that is not a graph of this schema: other JSON, an unknown label, predicate
    or property, a value of the wrong kind, an id that comes twice, an edge before or without its ends.
    """
    labels: dict[str, str] = {}
    keys: set[tuple[str, str, str]] = set()
    for number, line in _lines(path):
        try:
            item = _parsed(line)
            if isinstance(item, Node):
                _check_node(item, labels)
            else:
                _check_edge(item, labels, keys)
        except (_LineError, SchemaError) as error:
            raise ReadError(str(error), path=str(path), line=number, value=error.args[0]) from error
        yield item


class _LineError(Exception):
    """A line that is no node and no edge."""


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    """Open a file, unpacked where its content is gzip."""
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        with gzip.open(plain) if packed else plain as stream:
            yield stream


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    number, empty = 0, True
    try:
        with _opened(path) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    empty = False
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"cannot be read: {reason}", path=str(path), line=number + 1 if number else None) from error
    if empty:
        raise ReadError("is empty; expected a graph as JSON lines, as `kg export --format jsonl` writes it", path=str(path))


def _parsed(line: bytes) -> Node | Edge:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _LineError(f"is not UTF-8 text (byte {error.start} of the line); expected a graph as JSON lines") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise _LineError(f"is not JSON, or is cut off: {error}") from error
    if not isinstance(record, dict):
        raise _LineError(f"expected a JSON object for a node or an edge, found {type(record).__name__}")
    return _edge(record) if "predicate" in record else _node(record)


def _node(record: dict[str, object]) -> Node:
    node_id, category = _text(record.pop("id", None), "id"), record.pop("category", None)
    if not isinstance(category, list) or not category:
        raise _LineError(f"node {node_id!r}: expected a list of labels in `category`, found {category!r}")
    label = _text(category[0], "category")
    declared = node_type(label)
    if category != list(labels_of(label)):
        raise _LineError(f"node {node_id!r}: expected the category {list(labels_of(label))}, found {category}")
    return Node(node_id, label, _properties(record, declared.properties, node_id))


def _edge(record: dict[str, object]) -> Edge:
    subject, predicate, object_ = (_text(record.pop(name, None), name) for name in ("subject", "predicate", "object"))
    edge_type(predicate)
    evidence = record.pop("evidence", [])
    if not isinstance(evidence, list):
        raise _LineError(f"expected a list in `evidence`, found {evidence!r}")
    where = f"{subject} {predicate} {object_}"
    return Edge(subject, predicate, object_, tuple(map(_evidence, evidence)), _properties(record, EDGE_PROPERTIES, where))


def _evidence(record: object) -> Evidence:
    if not isinstance(record, dict):
        raise _LineError(f"expected a JSON object in `evidence`, found {record!r}")
    confidence = record.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)):
        raise _LineError(f"expected a number in `confidence`, found {confidence!r}")
    paper, section, extractor = (_text(record.get(name), name) for name in ("paper", "section", "extractor"))
    start, end = _span([record.get("start"), record.get("end")], "start and end")
    subject, object_ = (_span(record.get(name, NO_SPAN), name) for name in ("subject", "object"))
    sentence = _text(record.get("sentence", ""), "sentence")
    return Evidence(paper, section, start, end, sentence, subject, object_, extractor, confidence)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise _LineError(f"expected a string in `{name}`, found {value!r}")
    return value


def _span(value: object, name: str) -> Span:
    if not isinstance(value, (list, tuple)) or len(value) != 2 or not all(type(v) is int for v in value):
        raise _LineError(f"expected two whole numbers in `{name}`, found {value!r}")
    return (value[0], value[1])


_SCALARS: dict[str, tuple[type, ...]] = {"text": (str,), "integer": (int,), "float": (float, int), "boolean": (bool,)}


def _fits(value: object, kind: str) -> bool:
    if kind in _SCALARS:
        return type(value) in _SCALARS[kind]
    return isinstance(value, list) and all(type(v) in _SCALARS[kind[:-1]] for v in value)


def _properties(record: dict[str, object], declared: tuple[Property, ...], where: str) -> dict[str, Value]:
    kinds = {p.name: p.kind for p in declared}
    for name, value in record.items():
        if name not in kinds:
            raise _LineError(f"{where}: unknown property {name!r}; expected some of {', '.join(kinds)}")
        if not _fits(value, kinds[name]):
            raise _LineError(f"{where}: expected {kinds[name]} in `{name}`, found {value!r}")
    return cast(dict[str, Value], record)


def _check_node(node: Node, labels: dict[str, str]) -> None:
    if node.id in labels:
        raise _LineError(f"the node {node.id!r} comes a second time; an id stands for one node")
    labels[node.id] = node.label


def _check_edge(edge: Edge, labels: Mapping[str, str], keys: set[tuple[str, str, str]]) -> None:
    declared = edge_type(edge.predicate)
    for end, allowed in ((edge.subject, declared.subjects), (edge.object, declared.objects)):
        if end not in labels:
            raise _LineError(f"{edge.predicate} has an end {end!r} that is no node before it; nodes come first")
        if not {*labels_of(labels[end])} & {*allowed}:
            raise _LineError(f"{edge.predicate} has an end {end!r} that is a {labels[end]}; expected {' or '.join(allowed)}")
    if edge.key in keys:
        raise _LineError(f"the edge {' '.join(edge.key)} comes a second time; its evidence belongs in one line")
    keys.add(edge.key)
