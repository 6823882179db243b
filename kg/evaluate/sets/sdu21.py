"""SDU21: sentences of arXiv papers with the short and long forms of acronyms (acronym identification at AAAI 2021)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from kg.evaluate.sets.files import Place, lines_of, parsed
from kg.evaluate.sets.labelled import Figure, GoldSet, Labelled
from kg.evaluate.sets.tokens import of_tags

__all__ = ["FIGURES", "LABELS", "gold_set", "read"]

LABELS: Mapping[str, str] = MappingProxyType({"acronym": "short", "its long form": "long"})
FIGURES = (Figure("Schwartz-Hearst", "macro", 0.8546, "Veyseh et al., SDU 2021"),)
_EXPECTED = 'a list of objects of "id", "tokens" and "labels", a B-, I- or O label for each token'


def _sentence(record: Mapping[str, object], labels: Mapping[object, object]) -> Labelled:
    tags = record.get("labels", labels.get(record["id"]))
    if tags is None:
        raise ValueError(f"no labels for {record['id']!r}")
    return of_tags(str(record["id"]), cast("list[str]", record["tokens"]), cast("list[str]", tags))


def _records(path: Path) -> list[dict[str, object]]:
    text = "\n".join(line for _, line in lines_of(path))
    return parsed(Place(path, _EXPECTED), lambda: [dict(record) for record in json.loads(text)])


def read(path: Path) -> Iterator[Labelled]:
    """Yield the sentences of a file of SDU21; of a file without labels these are taken from the `truth.json` beside it."""
    records = _records(path)
    truth = path.with_name("truth.json")
    labels: dict[object, object] = {}
    if any("labels" not in record for record in records) and truth.is_file():
        labels = {record.get("id"): record.get("labels", record.get("predictions")) for record in _records(truth)}
    for record in records:
        yield parsed(Place(path, _EXPECTED), _sentence, record, labels)


def gold_set() -> GoldSet:
    """Return what is known of SDU21."""
    return GoldSet(
        name="sdu21",
        title="SDU21: sentences of arXiv papers, short and long forms of acronyms",
        source="Veyseh et al., SDU 2021",
        licence="CC BY-NC-SA 4.0",
        suffixes=(".json",),
        read=read,
        labels=LABELS,
        figures=FIGURES,
        acronyms=True,
    )
