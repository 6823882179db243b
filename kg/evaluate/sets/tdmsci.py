"""TDMSci: sentences of NLP papers with their tasks, datasets and metrics, in CoNLL columns (token, offset, tag)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from kg.evaluate.sets.files import Place, cut_in_blocks, lines_of, parsed
from kg.evaluate.sets.labelled import GoldSet, Labelled
from kg.evaluate.sets.tokens import of_tags

__all__ = ["BLOCK", "EVERY", "LABELS", "gold_set", "read"]

LABELS: Mapping[str, str] = MappingProxyType({"Task": "TASK", "Dataset": "DATASET", "Metric": "METRIC"})
BLOCK, EVERY = 50, 5
"""Of blocks of so many sentences each so-manieth is dev: neighbours come from one paper, so they stay together."""
_EXPECTED = "a token and its tag in columns, an empty line after each sentence"


def _sentence(key: str, rows: Sequence[Sequence[str]]) -> Labelled:
    return of_tags(key, [row[0] for row in rows], [row[-1] for row in rows if len(row) > 1])


def read(path: Path) -> Iterator[Labelled]:
    """Yield the sentences of a CoNLL file, whose first column is the token and whose last is the tag."""
    rows: list[list[str]] = []
    first = 1
    for number, line in (*lines_of(path), (0, "")):
        if line.strip():
            first = first if rows else number
            rows.append(line.split("\t") if "\t" in line else line.split())
        elif rows:
            yield parsed(Place(path, _EXPECTED, first), _sentence, str(first), rows)
            rows = []


def _split(texts: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    return cut_in_blocks(texts, BLOCK, EVERY)


def gold_set() -> GoldSet:
    """Return what is known of TDMSci."""
    return GoldSet(
        name="tdmsci",
        title="TDMSci: sentences of NLP papers, three types",
        source="Hou et al., EACL 2021",
        licence="Apache-2.0 (sentences from the ACL Anthology: CC BY-NC-SA 3.0 or CC BY 4.0)",
        suffixes=(".conll",),
        read=read,
        labels=LABELS,
        goal=0.64,
        split=_split,
        cut=f"no dev file is published: of blocks of {BLOCK} sentences of the train file each {EVERY}th is dev, no seed",
    )
