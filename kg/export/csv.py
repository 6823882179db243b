"""Three tables in a folder: nodes.csv, edges.csv and evidence.csv.

RFC 4180 in UTF-8: a header line, CRLF, quotes where needed, lists as JSON arrays, an empty cell for no value.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula, and the texts are those of
papers, which anybody writes. Such a cell gets one apostrophe in front, signed figures excepted (`-0.5`, `+3.2%`). So does a cell
that already has apostrophes before such a character, so that a reader loses nothing by taking one away from every
cell that begins with apostrophes and then such a character.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from kg.export.files import new_folder, scalar_text
from kg.export.values import ABSTRACT, edge_values, node_values, value_text
from kg.model import Edge, Evidence, Node
from kg.schema import EDGE_PROPERTIES, NODE_TYPES

__all__ = ["safe_cell", "to_csv", "write_csv"]

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_FIGURE = re.compile(r"[+-]\d+(?:\.\d+)?(?:[eE][+-]?\d+)?%?")

_PROPERTIES = tuple(dict.fromkeys(p.name for t in NODE_TYPES for p in t.properties))
_ENDS = ("subject", "predicate", "object")
_SPANS = ("subject_start", "subject_end", "object_start", "object_end")

Row = tuple[str, ...]


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("-0.5"), safe_cell("KV cache")
    ("'=1+1", '-0.5', 'KV cache')
    """
    return f"'{text}" if _FORMULA.match(text) and not _FIGURE.fullmatch(text) else text


def to_csv(nodes: Iterable[Node], edges: Iterable[Edge], *, text: bool = True) -> Iterator[tuple[str, Row]]:
    """Yield the rows of the three tables, each with the name of its table; the header lines come first.

    >>> [row for table, row in to_csv([Node("venue:icml", "Venue", {"name": "ICML"})], []) if table == "nodes"][1][:2]
    ('venue:icml', 'Venue')
    """
    columns = tuple(name for name in _PROPERTIES if text or name != ABSTRACT)
    quote = ("sentence",) if text else ()
    yield "nodes", ("id", "category", *columns)
    yield "edges", (*_ENDS, *(p.name for p in EDGE_PROPERTIES))
    yield "evidence", (*_ENDS, "paper", "section", "start", "end", *quote, *_SPANS, "extractor", "confidence")
    for node in nodes:
        values = {p.name: value_text(v) for p, v in node_values(node, text=text)}
        yield "nodes", (node.id, node.label, *(values.get(name, "") for name in columns))
    for edge in edges:
        values = {p.name: value_text(v) for p, v in edge_values(edge)}
        yield "edges", (*edge.key, *(values.get(p.name, "") for p in EDGE_PROPERTIES))
        for piece in edge.evidence:
            yield "evidence", (*edge.key, *_evidence_row(piece, text=text))


def write_csv(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, *, text: bool = True) -> None:
    """Write a graph as a folder of three tables; a folder that holds only such tables is replaced."""
    tables = ("nodes", "edges", "evidence")
    with new_folder(path, (f"{name}.csv" for name in tables)) as folder, ExitStack() as stack:
        files = {name: stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline="")) for name in tables}
        writers = {name: csv.writer(stream) for name, stream in files.items()}
        for table, row in to_csv(nodes, edges, text=text):
            writers[table].writerow([safe_cell(scalar_text(cell)) for cell in row])


def _evidence_row(piece: Evidence, *, text: bool) -> Row:
    quote = (piece.sentence,) if text else ()
    spans = map(str, (*piece.subject, *piece.object))
    return (piece.paper, piece.section, str(piece.start), str(piece.end), *quote, *spans, piece.extractor, str(piece.confidence))
