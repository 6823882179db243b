"""Texts with their mentions marked in them, for tests of what comes after the mentions."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.extract.entities import assemble
from kg.extract.text import SectionText
from kg.model import Definition, Extraction, Mention

LABELS = {"M": "Method", "D": "Dataset", "T": "Task", "R": "Metric", "C": "Concept"}
MARK = re.compile(r"\[(?P<text>[^\[\]|]+)\|(?P<label>[MDTRC])\]")
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def section(name: str, marked: str) -> tuple[SectionText, list[Mention]]:
    """Read `We propose [FooNet|M].`: the plain text, cut into sentences, and the mentions."""
    text, mentions, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        start, last = len(text), mark.end()
        text += mark["text"]
        mentions.append(Mention(name, start, len(text), mark["text"], LABELS[mark["label"]], "", "marked", 1.0))
    text += marked[last:]
    cuts = [0, *(end.end() for end in ENDS.finditer(text)), len(text)]
    spans = tuple((start, start + len(text[start:end].rstrip())) for start, end in pairwise(cuts) if start < end)
    return SectionText(name, text, spans), mentions


def paper(title: str, abstract: str, *definitions: Definition) -> tuple[list[SectionText], Extraction]:
    """Return the sections of a marked paper and what `assemble` makes of it."""
    read = [section("title", title), section("abstract", abstract)]
    sections = [text for text, _ in read if text.text]
    return sections, assemble(sections, [mention for _, mentions in read for mention in mentions], definitions)


def extraction(title: str, abstract: str, *definitions: Definition) -> Extraction:
    """Return what `assemble` makes of a marked paper."""
    return paper(title, abstract, *definitions)[1]


def define(marked: str, short: str, long: str) -> Definition:
    """Return the definition of an acronym in the abstract that is given with its marks."""
    text = MARK.sub(lambda mark: mark["text"], marked)
    one, two = text.index(short), text.index(long)
    return Definition("abstract", short, long, (one, one + len(short)), (two, two + len(long)))
