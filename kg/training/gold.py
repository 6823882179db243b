"""Gold records as what the reader is trained on: labels of words, spans of entities, classes of pairs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import schema
from kg.evaluate.annotation import Annotation, annotation, expand
from kg.extract.features import KINDS, TAGS
from kg.extract.pipeline import sections_of
from kg.extract.results import SLOTS
from kg.extract.windows import Page, page
from kg.model import Paper

__all__ = ["CLASSES", "KINDS", "PREDICATES", "ROLES", "SLOTS", "TAGS", "VALUE", "Example", "example", "read_examples"]

VALUE = len(KINDS)
"""The kind of a figure, beside those of entities."""
ROLES = tuple(schema.ROLES)
PREDICATES = tuple(schema.RELATIONS)
CLASSES = ("", *PREDICATES, *SLOTS)
"""What a pair can be: nothing, a relation, or a figure and what it belongs to."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A paper with its gold: per word a tag and a value tag (O, B, I), the mentions as ranges of words with their entity.

    Entity n has `kinds[n]` and `roles[n]` (-1 for figures, which come last); `links` are (subject, object, class).
    """

    paper: Paper
    record: Annotation
    page: Page
    tags: tuple[int, ...]
    values: tuple[int, ...]
    spans: tuple[Range, ...]
    entities: tuple[int, ...]
    kinds: tuple[int, ...]
    roles: tuple[int, ...]
    links: tuple[tuple[int, int, int], ...]


def _ranges(found: Page, order: list[str], texts: dict[str, str], strings: dict[str, int]) -> Iterator[tuple[Range, int]]:
    """Yield the ranges of words of every occurrence of the strings, with the number that each string stands for."""
    starts = {(order[word.section], word.start): n for n, word in enumerate(found.words)}
    ends = {(order[word.section], word.end): n for n, word in enumerate(found.words)}
    for name in order:
        for start, end, number in expand(texts[name], {string: str(n) for string, n in strings.items()}):
            if (name, start) in starts and (name, end) in ends:
                yield (starts[name, start], ends[name, end] + 1), int(number)


def _tagged(length: int, ranges: list[tuple[Range, int]]) -> tuple[int, ...]:
    tags = [0] * length
    for (start, end), kind in ranges:
        tags[start] = 1 + 2 * kind
        tags[start + 1 : end] = [2 + 2 * kind] * (end - start - 1)
    return tuple(tags)


def example(paper: Paper, record: Annotation) -> Example:
    """Return a paper and its gold record as an example."""
    sections = sections_of(paper)
    order = [section.name for section in sections]
    texts = {section.name: section.text for section in sections}
    found = page(sections)
    things = record.things
    strings = {string: n for n, thing in enumerate(things) for string in thing.strings}
    mentions = sorted(_ranges(found, order, texts, strings))
    present = sorted({n for _, n in mentions})
    number = {n: place for place, n in enumerate(present)}
    kinds = [KINDS.index(things[n].label) for n in present]
    figures = sorted({result.value for result in record.results})
    valued = sorted(_ranges(found, order, texts, {text: n for n, text in enumerate(figures)}))
    shown = sorted({n for _, n in valued})
    figure = {figures[n]: len(present) + place for place, n in enumerate(shown)}
    placed = {n: len(present) + place for place, n in enumerate(shown)}
    names = {things[n].name: number[n] for n in present}
    links = {(names[s], names[o], CLASSES.index(p)) for s, p, o in record.relations if s in names and o in names}
    for result in record.results:
        ends = (result.method, result.metric, result.dataset, result.task, result.baseline)
        for slot, end in zip(SLOTS, ends, strict=True):
            if end in names and result.value in figure:
                links.add((figure[result.value], names[end], CLASSES.index(slot)))
    return Example(
        paper,
        record,
        found,
        _tagged(len(found.words), [(span, kinds[number[n]]) for span, n in mentions]),
        _tagged(len(found.words), [(span, 0) for span, _ in valued]),
        tuple(span for span, _ in mentions) + tuple(span for span, _ in valued),
        tuple(number[n] for _, n in mentions) + tuple(placed[n] for _, n in valued),
        tuple(kinds) + (VALUE,) * len(shown),
        tuple(ROLES.index(things[n].role) for n in present) + (-1,) * len(shown),
        tuple(sorted(links)),
    )


def read_examples(papers: Path, gold: Path, limit: int | None = None) -> Iterator[Example]:
    """Yield the examples of a file of papers and its file of gold records, in the order of the papers."""
    with gold.open(encoding="utf-8") as lines:
        records = {record.id: record for record in (annotation(json.loads(line), path=str(gold)) for line in lines)}
    with papers.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            fields = json.loads(line)
            paper = Paper(title=fields["title"], abstract=fields["abstract"], record_id=fields["id"])
            yield example(paper, records[paper.record_id])
