"""Texts with their mentions marked in them, for tests of what comes after the mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, permutations

import numpy as np

from kg.extract.encoder import Judged, load_encoder
from kg.extract.entities import assemble, canonical
from kg.extract.features import KINDS
from kg.extract.grouping import Group, group
from kg.extract.longforms import whole_forms
from kg.extract.mentions import Seen
from kg.extract.quotes import Reading, read
from kg.extract.text import SectionText
from kg.extract.windows import page, word_places
from kg.model import Definition, Extraction, Mention
from kg.schema import RELATIONS, ROLES

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


def seen(sections: Sequence[SectionText], mentions: Sequence[Mention]) -> Seen:
    """Return what the reader sees in a paper, with the mentions that are given in place of its own."""
    found = page(sections)
    words = word_places(found, sections)
    spans = tuple(span for m in mentions if (span := words.span(m.section, m.start, m.end)) is not None)
    return Seen(found, load_encoder().see(found), tuple(mentions), spans)


def says(sections: Sequence[SectionText], mentions: Sequence[Mention], *definitions: Definition) -> Extraction:
    """Return what `assemble` makes of a paper with the mentions that are given."""
    return assemble(seen(sections, mentions), sections, definitions)


def marked_sections(title: str, abstract: str) -> tuple[list[SectionText], list[Mention]]:
    """Return the sections of a marked paper and all its mentions."""
    read = [section("title", title), section("abstract", abstract)]
    return [text for text, _ in read if text.text], [mention for _, mentions in read for mention in mentions]


def paper(title: str, abstract: str, *definitions: Definition) -> tuple[list[SectionText], Extraction]:
    """Return the sections of a marked paper and what `assemble` makes of it."""
    sections, mentions = marked_sections(title, abstract)
    return sections, says(sections, mentions, *definitions)


def extraction(title: str, abstract: str, *definitions: Definition) -> Extraction:
    """Return what `assemble` makes of a marked paper."""
    return paper(title, abstract, *definitions)[1]


def named_groups(title: str, abstract: str, *definitions: Definition) -> list[tuple[str, Group]]:
    """Return the groups of a marked paper by its strings and acronyms alone, with the name of each."""
    sections, mentions = marked_sections(title, abstract)
    found = group(whole_forms(mentions, definitions, {one.name: one.text for one in sections}), definitions)
    opening = {(one.name, start) for one in sections for start, _ in one.sentences}
    heading = next((one.text for one in sections if one.name == "title"), "")
    return [(canonical(one, heading, opening), one) for one in found]


def reading(title: str, abstract: str) -> Reading:
    """Return the reading of a marked paper; an entity is named by its first mention."""
    sections, mentions = marked_sections(title, abstract)
    found = group(mentions, ())
    return read(sections, found, [one.mentions[0].text for one in found])


def blank(found: Reading, figures: int = 0) -> Judged:
    """Return heads that hold nothing of the entities of a reading, of so many figures behind them, and of their ordered pairs."""
    count = len(found.labels) + figures
    pairs = np.array(list(permutations(range(count), 2)), np.int64).reshape(-1, 2)
    sizes = ((count, len(KINDS)), (count, len(ROLES)), (len(pairs), 6 + len(RELATIONS)))
    return Judged(*(np.zeros(size, np.float32) for size in sizes), pairs, np.zeros_like(pairs))


def define(marked: str, short: str, long: str) -> Definition:
    """Return the definition of an acronym in the abstract that is given with its marks."""
    text = MARK.sub(lambda mark: mark["text"], marked)
    one, two = text.index(short), text.index(long)
    return Definition("abstract", short, long, (one, one + len(short)), (two, two + len(long)))
