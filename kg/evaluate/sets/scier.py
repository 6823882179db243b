"""SciER: full texts of AI papers, their datasets, methods and tasks, nine relations within a sentence.

It is published twice: with ranges of tokens, one paper a line (the shape of SciERC), and with strings, one sentence a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import cast

from kg.evaluate.sets.files import Place, json_lines, parsed
from kg.evaluate.sets.labelled import Figure, GoldSet, Labelled, Rule
from kg.evaluate.sets.scierc import document
from kg.evaluate.sets.tokens import of_ranges

__all__ = ["FIGURES", "LABELS", "RULES", "gold_set", "locate", "read"]

LABELS: Mapping[str, str] = MappingProxyType({"Method": "Method", "Task": "Task", "Dataset": "Dataset"})
RULES = (
    Rule("USED_FOR", "Used-For"),
    Rule("BASED_ON", "Part-Of", reverse=True),
    Rule("PART_OF", "Part-Of"),
    Rule("IS_A", "SubTask-Of", subject="Task"),
    Rule("IS_A", "SubClass-Of"),
    Rule("OUTPERFORMS", "Compare-With"),
    Rule("EVALUATED_ON", "Evaluated-With"),
    Rule("BENCHMARKS", "Benchmark-For"),
    Rule("acronym", "Synonym-Of"),
)
FIGURES = (Figure("the best with SciBERT, about", "mention", 0.87, "Zhang et al., EMNLP 2024"),)
_EXPECTED = '"sentences", "ner" and "relations", one list a sentence, or "sentence", "ner" and "rel" with strings'


def locate(tokens: Sequence[str], names: Sequence[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """Return where the names of a sentence stand, which come in its order: each at the first place after the one before.

    Raises ValueError where a name is not there.

    >>> locate("nets use nets for parsing".split(), [("nets", "Method"), ("nets", "Method"), ("parsing", "Task")])
    [(0, 0, 'Method'), (2, 2, 'Method'), (4, 4, 'Task')]
    """
    found = []
    start = 0
    for name, label in names:
        wanted = name.split()
        places = range(start, len(tokens) - len(wanted) + 1)
        at = next((n for n in places if wanted and list(tokens[n : n + len(wanted)]) == wanted), None)
        if at is None:
            raise ValueError(f"{name!r} does not stand in the sentence where it should")
        found.append((at, at + len(wanted) - 1, label))
        start = at + len(wanted)
    return found


def _related(found: Sequence[tuple[int, int, str]], tokens: Sequence[str], triples: object) -> list[tuple[int, int, int, int, str]]:
    """Return relations between strings as relations between the places that lie nearest."""
    related = []
    for subject, label, end in cast("list[tuple[str, str, str]]", triples):
        one, other = (
            [(first, last) for first, last, _ in found if list(tokens[first : last + 1]) == name.split()] for name in (subject, end)
        )
        pairs = [(abs(a[0] - b[0]), a, b) for a in one for b in other if a != b]
        if not pairs:
            raise ValueError(f"{subject!r} or {end!r} of a relation is no name of the sentence")
        _, (a, b), (c, d) = min(pairs)
        related.append((a, b, c, d, label))
    return related


def _sentence(record: Mapping[str, object]) -> tuple[list[str], list[tuple[int, int, str]], list[tuple[int, int, int, int, str]]]:
    tokens = str(record["sentence"]).split()
    found = locate(tokens, cast("list[tuple[str, str]]", record["ner"]))
    return tokens, found, _related(found, tokens, record["rel"])


def _of_sentences(key: str, rows: Sequence[Mapping[str, object]]) -> Labelled:
    """Return the sentences of one paper as one text."""
    sentences, ner, relations = zip(*map(_sentence, rows), strict=True)
    before = [sum(map(len, sentences[:n])) for n in range(len(sentences))]
    return of_ranges(
        key,
        sentences,
        [[(a + n, b + n, label) for a, b, label in row] for n, row in zip(before, ner, strict=True)],
        [[(a + n, b + n, c + n, d + n, label) for a, b, c, d, label in row] for n, row in zip(before, relations, strict=True)],
    )


def read(path: Path) -> Iterator[Labelled]:
    """Yield the papers of a file of SciER in either of its forms; sentences of one paper that follow each other are one text."""
    for key, group in groupby(json_lines(path, _EXPECTED), lambda row: str(row[1].get("doc_id", row[1].get("doc_key", row[0])))):
        rows = list(group)
        number = rows[0][0]
        records = [record for _, record in rows]
        if "sentence" in records[0]:
            yield parsed(Place(path, _EXPECTED, number), _of_sentences, key, records)
        else:
            for number, record in rows:
                yield parsed(Place(path, _EXPECTED, number), document, key, record)


def gold_set() -> GoldSet:
    """Return what is known of SciER."""
    return GoldSet(
        name="scier",
        title="SciER: full texts of AI papers, three types, nine relations",
        source="Zhang et al., EMNLP 2024",
        licence="GPL-3.0",
        suffixes=(".jsonl", ".json"),
        read=read,
        labels=LABELS,
        rules=RULES,
        lone_relations=("Trained-With",),
        symmetric=frozenset({"Compare-With", "Synonym-Of"}),
        figures=FIGURES,
        goal=0.77,
    )
