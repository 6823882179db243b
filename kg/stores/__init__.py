"""Where a graph is kept so that it can be asked in Cypher: one file a store, behind one small protocol."""

from __future__ import annotations

__all__ = ["STORES"]

STORES: dict[str, str] = {"embedded": "kg.stores.embedded:open_store"}
"""Name of a store -> the function that opens it."""
