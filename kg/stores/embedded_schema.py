"""The schema in the words of the embedded engine, all of it derived from kg.schema."""

from __future__ import annotations

from collections.abc import Iterator

from kg.schema import EDGE_PROPERTIES, EDGE_TYPES, EVIDENCE_LISTS, NODE_TYPES, Property

__all__ = ["GENERATION", "ROOTS", "ddl"]

GENERATION = "LibraryState"
"""The document type that holds the generation: no node, so that no MATCH ever finds it."""

ROOTS: tuple[str, ...] = ("Entity", *(t.label for t in NODE_TYPES if not t.entity))
"""The types with an index on `id`; the five kinds of entity share that of Entity."""

_TYPES = {
    "text": "STRING",
    "integer": "LONG",
    "float": "DOUBLE",
    "boolean": "BOOLEAN",
    "texts": "LIST OF STRING",
    "integers": "LIST OF LONG",
    "floats": "LIST OF DOUBLE",
}


def ddl() -> Iterator[str]:
    """Yield the SQL that declares every type, property and index, where it is not there yet.

    >>> [s for s in ddl() if " Task" in s]
    ['CREATE VERTEX TYPE Task IF NOT EXISTS EXTENDS Entity']
    """
    for root in ROOTS:
        yield f"CREATE VERTEX TYPE {root} IF NOT EXISTS"
        yield f"CREATE PROPERTY {root}.id IF NOT EXISTS STRING"
        yield f"CREATE INDEX IF NOT EXISTS ON {root} (id) UNIQUE"
    for node in NODE_TYPES:
        if node.entity:
            yield f"CREATE VERTEX TYPE {node.label} IF NOT EXISTS EXTENDS Entity"
    yield from dict.fromkeys(_declare("Entity" if n.entity else n.label, p) for n in NODE_TYPES for p in n.properties)
    for edge in EDGE_TYPES:
        yield f"CREATE EDGE TYPE {edge.predicate} IF NOT EXISTS"
        yield from (_declare(edge.predicate, p) for p in (*EDGE_PROPERTIES, *EVIDENCE_LISTS))
    yield f"CREATE DOCUMENT TYPE {GENERATION} IF NOT EXISTS"
    yield f"CREATE PROPERTY {GENERATION}.generation IF NOT EXISTS LONG"


def _declare(type_name: str, prop: Property) -> str:
    return f"CREATE PROPERTY {type_name}.`{prop.name}` IF NOT EXISTS {_TYPES[prop.kind]}"
