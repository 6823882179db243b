"""A knowledge graph of papers, methods, datasets, tasks, metrics and concepts, each edge with the sentence that says it.

from kg import build, open_library

report = build(["papers.jsonl"], "my-library")
rows = open_library("my-library").query("MATCH (m:Method) RETURN m.name AS method ORDER BY m.support DESC, method LIMIT 5")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.build import build, open_library

__all__ = ["__version__", "build", "open_library"]
__version__ = "0.1.0"

_LAZY = {"build": "kg.build:build", "open_library": "kg.build:open_library"}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, attribute = _LAZY[name].split(":")
    return getattr(import_module(module), attribute)
