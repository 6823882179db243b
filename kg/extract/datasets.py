"""Data sets by their cues: `the X dataset`, `benchmarks such as X and Y`, `evaluated on X`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.candidates import Candidate, notes, propose
from kg.extract.names import LIST, NAME, looks_like_dataset

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["dataset_names", "find_dataset_names"]

EXTRACTOR = "dataset"
_HEAD = r"(?:data\s?-?sets?|benchmarks?|corpus|corpora|test\s?-?sets?|leaderboards?|test\ssuites?|treebanks?)"
_BEFORE_HEAD = re.compile(rf"(?P<list>{LIST})\s+(?:[a-z-]+\s)?{_HEAD}\b")
_AFTER_HEAD = re.compile(
    rf"\b{_HEAD}(?:\s?\(|,?\s(?:such\sas|including|like|e\.g\.,?|i\.e\.,?|namely|named|called)\s|,\s|:\s)(?:the\s)?(?P<list>{LIST})"
)
_ON = re.compile(
    rf"\b(?:evaluat\w+|experiments?|tested|results?|accuracy|performance|scores?|achiev\w+|state-of-the-art|SOTA|baselines?|improv\w+|outperform\w+"
    rf"|trained|validat\w+|%|points?)(?:\s[^.;:]{{0,40}}?)?\son\s(?:the\s|both\s)?(?P<list>{LIST})(?=\s*[.,;(]|\s(?:and|show|demonstrat|with|by|respectively))"
)
_NAME = re.compile(NAME)
_MODEL = re.compile(r"\d[BM]\b|GPT|BERT|LLM|CPU|GPU|LLaMA|Llama", re.I)


def _names(text: str, match: re.Match[str]) -> Iterator[re.Match[str]]:
    yield from _NAME.finditer(text, *match.span("list"))


def find_dataset_names(text: str) -> Iterator[Candidate]:
    """Yield the data sets that a text names with a cue.

    >>> text = "On the TreeBank-3 dataset and on benchmarks such as FooQA and BAR-10 it wins."
    >>> [text[c.start : c.end] for c in find_dataset_names(text)]
    ['TreeBank-3', 'FooQA', 'BAR-10']
    """
    for pattern, sure in ((_BEFORE_HEAD, 0.9), (_AFTER_HEAD, 0.9), (_ON, 0.7)):
        for match in pattern.finditer(text):
            for name in _names(text, match):
                if looks_like_dataset(name.group()) or not _MODEL.search(name.group()):
                    yield Candidate(*name.span(), "Dataset", sure, EXTRACTOR)


def dataset_names(doc: Doc) -> Doc:
    """Propose the data sets that a Doc names with a cue."""
    return propose(doc, find_dataset_names(notes(doc)["text"]))
