"""Extraction: what one paper's text says, by the trained reader in the package.

`make_nlp` gives the pipeline for a text, `extract` the extractions of a stream of papers.
"""

from __future__ import annotations

from kg.extract.pipeline import make_nlp
from kg.extract.stream import extract
from kg.extract.version import extractor_version

__all__ = ["extract", "extractor_version", "make_nlp"]
