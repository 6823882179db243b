"""Turn Java values into plain Python, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeAlias

from kg.errors import StoreError
from kg.model import Value
from kg.schema import ENTITY_LABELS
from kg.stores.cypher_text import storable
from kg.stores.jvm import Java, java_class
from kg.stores.protocol import Cell, Row

__all__ = ["error_line", "error_names", "java_map", "plain", "plain_rows", "to_json"]

_CAUSES = 20

_Convert: TypeAlias = Callable[[Java], Cell]


def plain_rows(results: Java) -> list[Row]:
    """Return every row of a result set of the engine."""
    rows = []
    while results.hasNext():
        row = results.next()
        rows.append({str(name): plain(row.getProperty(name)) for name in row.getPropertyNames()})
    return rows


def plain(value: Java) -> Cell:
    """Return the plain Python value of a Java value: nothing of Java is left in it.

    >>> plain(3), plain(None), plain("x")
    (3, None, 'x')
    """
    if value is None:
        return None
    kind: type = type(value)
    return _converter(kind)(value)


@cache
def _converter(kind: type) -> _Convert:
    """Return what converts a class, found once: the first of `_conversions` that fits."""
    if kind in (bool, int, float, str):
        return kind
    return next((convert for base, convert in _conversions() if issubclass(kind, base)), _text)


@cache
def _conversions() -> tuple[tuple[type, _Convert], ...]:
    import jpype

    return (
        (java_class("java.lang.Boolean"), bool),
        (java_class("java.math.BigInteger"), lambda v: int(str(v))),
        (java_class("java.math.BigDecimal"), lambda v: float(str(v))),
        (int, int),
        (float, float),
        (java_class("com.arcadedb.graph.Vertex"), _node),
        (java_class("com.arcadedb.graph.Edge"), lambda v: {**_properties(v), "type": str(v.getTypeName())}),
        (java_class("com.arcadedb.database.Document"), lambda v: _properties(v)),
        (java_class("com.arcadedb.query.opencypher.traversal.TraversalPath"), lambda v: [plain(x) for x in v.toAlternatingList()]),
        (java_class("com.arcadedb.query.sql.executor.Result"), lambda v: {str(n): plain(v.getProperty(n)) for n in v.getPropertyNames()}),
        (java_class("java.util.Map"), lambda v: {str(e.getKey()): plain(e.getValue()) for e in v.entrySet()}),
        (java_class("java.util.Collection"), lambda v: [plain(x) for x in v]),
        (jpype.JArray, lambda v: [plain(x) for x in v]),
        (java_class("java.time.temporal.Temporal"), _moment),
        (java_class("com.arcadedb.query.opencypher.temporal.CypherTemporalValue"), _moment),
    )


def _text(value: Java) -> str:
    """Return a Java text; half of a surrogate pair, which a query can cut out, becomes a question mark."""
    try:
        return str(value)
    except UnicodeDecodeError:
        return bytes(value.toString().getBytes("UTF-8")).decode()


def _properties(record: Java) -> dict[str, Cell]:
    """Return the properties of a node or relation, all at once as JSON: what a store holds is texts, numbers, booleans and lists."""
    values: dict[str, Cell] = json.loads(str(java_class("com.arcadedb.serializer.json.JSONObject")(record.propertiesAsMap()).toString()))
    return values


def _node(vertex: Java) -> dict[str, Cell]:
    label = str(vertex.getTypeName())
    labels: list[Cell] = [label, "Entity"] if label in ENTITY_LABELS else [label]
    return {**_properties(vertex), "labels": labels}


def _moment(value: Java) -> str:
    """Return a date or time as ISO text: with its seconds, which Java leaves out where they are zero, and no name of a zone."""
    text = re.sub(r"\[[^\]]*\]$", "", str(value.toString()))
    return re.sub(r"^((?:[^T]*T)?\d\d:\d\d)(?=[Z+-]|$)", r"\1:00", text)


def to_json(rows: Iterable[Mapping[str, Value]]) -> str:
    """Return rows as JSON for the engine's own reader: nulls left out, every text storable.

    >>> to_json([{"id": "a", "year": None, "aliases": ["x"]}])
    '[{"id": "a", "aliases": ["x"]}]'
    """
    return _dumps([{name: _clean(value) for name, value in row.items() if value is not None} for row in rows])


def java_map(values: Mapping[str, Value]) -> Java:
    """Return a Java map of these values, for parameters and properties."""
    text = _dumps({name: _clean(value) for name, value in values.items()})
    return java_class("com.arcadedb.serializer.json.JSONObject")(text).toMap()


def _dumps(values: object) -> str:
    try:
        return json.dumps(values, allow_nan=False)
    except ValueError as error:
        raise StoreError("a number that is not finite (NaN, infinity) cannot be stored or asked for") from error


def _clean(value: Value) -> Value:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [storable(x) if isinstance(x, str) else x for x in value]  # type: ignore[return-value]
    return value


def error_names(error: Java) -> list[str]:
    """Return the class names, without package, of an error of the engine and of its causes."""
    names: list[str] = []
    while error is not None and len(names) < _CAUSES:
        names.append(str(error.getClass().getSimpleName()))
        error = error.getCause()
    return names


def error_line(error: Java) -> str:
    """Return the first line of what the engine says of an error, of its cause where it says nothing itself."""
    while error.getMessage() is None and error.getCause() is not None:
        error = error.getCause()
    lines = str(error.getMessage() or error.getClass().getSimpleName()).strip().splitlines()
    return lines[0].strip()
