"""Exporters: a graph as a file that others can load.

Each `write_x(nodes, edges, path, *, text=True)` takes nodes sorted by id and edges sorted by key, reads each once, nodes first,
and holds no more than one of them; `to_x` gives what is written. `text=False` leaves out abstracts and quotes: offsets stay.
"""

from __future__ import annotations

__all__ = ["EXPORTERS"]

EXPORTERS: dict[str, str] = {
    "csv": "kg.export.csv:write_csv",
    "graphml": "kg.export.graphml:write_graphml",
    "jsonl": "kg.export.jsonl:write_jsonl",
    "nt": "kg.export.rdf:write_nt",
    "ttl": "kg.export.rdf:write_ttl",
}
