"""Write exports/sample/: the graph of two example papers in every format, small enough to read.

python scripts/make_sample.py [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from itertools import chain
from pathlib import Path

from kg import build, open_library
from kg.export import EXPORTERS

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ("arxiv:1706.03762", "arxiv:1810.04805")
"""Transformer and BERT."""


def _lines() -> str:
    lines = (ROOT / "examples" / "landmarks.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if any(f'"id": "{paper}"' in line for paper in PAPERS))


def make_sample(folder: Path) -> None:
    """Write the sample into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        papers = Path(work, "papers.jsonl")
        papers.write_text(_lines(), encoding="utf-8")
        build([papers], Path(work, "library"))
        with open_library(Path(work, "library")) as library:
            for name, target in sorted(EXPORTERS.items()):
                module, function = target.split(":")
                path = folder / ("csv" if name == "csv" else f"graph.{name}")
                getattr(import_module(module), function)(library.nodes(), library.edges(), path)


if __name__ == "__main__":
    make_sample(Path(next(chain(sys.argv[1:], [ROOT / "exports" / "sample"]))))
