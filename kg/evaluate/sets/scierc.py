"""SciERC: 500 abstracts of artificial intelligence, six types of mention and seven relations within a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from kg.evaluate.sets.files import Place, json_lines, parsed
from kg.evaluate.sets.labelled import Figure, GoldSet, Labelled, Rule
from kg.evaluate.sets.tokens import of_ranges

__all__ = ["FIGURES", "LABELS", "RULES", "document", "gold_set", "read"]

LABELS: Mapping[str, str] = MappingProxyType(
    {"Method": "Method", "Task": "Task", "Metric": "Metric", "Dataset": "Material", "Concept": "OtherScientificTerm"}
)
RULES = (
    Rule("USED_FOR", "USED-FOR"),
    Rule("BASED_ON", "USED-FOR", reverse=True),
    Rule("PART_OF", "PART-OF"),
    Rule("IS_A", "HYPONYM-OF"),
    Rule("OUTPERFORMS", "COMPARE"),
    Rule("EVALUATED_ON", "EVALUATE-FOR", reverse=True),
    Rule("MEASURED_BY", "EVALUATE-FOR", reverse=True),
    Rule("BENCHMARKS", "EVALUATE-FOR"),
)
_PL_MARKER = "Ye et al., ACL 2022"
_PURE = "Zhong and Chen, NAACL 2021"
FIGURES = (
    Figure("PL-Marker (SciBERT)", "mention", 0.699, _PL_MARKER),
    Figure("PURE (SciBERT)", "mention", 0.689, _PURE),
    Figure("SciBERT, fine-tuned", "mention", 0.6757, "Beltagy et al., EMNLP 2019"),
    Figure("DyGIE++ (SciBERT)", "mention", 0.675, "Wadden et al., EMNLP 2019"),
    Figure("SciIE (ELMo)", "mention", 0.642, "Luan et al., EMNLP 2018"),
    Figure("PL-Marker (SciBERT)", "relation", 0.532, _PL_MARKER),
    Figure("PURE (SciBERT)", "relation", 0.501, _PURE),
    Figure("DyGIE++ (SciBERT)", "relation", 0.484, "Wadden et al., EMNLP 2019"),
    Figure("SciIE (ELMo)", "relation", 0.393, "Luan et al., EMNLP 2018"),
    Figure("PL-Marker (SciBERT)", "relation_typed", 0.416, _PL_MARKER),
    Figure("PURE (SciBERT)", "relation_typed", 0.368, _PURE),
)
_EXPECTED = 'an object of "sentences", "ner" and "relations", one list a sentence'


def document(key: str, record: Mapping[str, object]) -> Labelled:
    """Return a record of tokenised sentences, as SciERC and SciER publish them, as a text.

    >>> row = {"sentences": [["Nets", "for", "parsing"]], "ner": [[[0, 0, "Method"], [2, 2, "Task"]]]}
    >>> document("d1", row | {"relations": [[[0, 0, 2, 2, "USED-FOR"]]]}).relations
    (((0, 4), (9, 16), 'USED-FOR'),)
    """
    sentences, ner, relations = (cast("list[list[object]]", record[name]) for name in ("sentences", "ner", "relations"))
    if not len(sentences) == len(ner) == len(relations):
        raise ValueError(f"{len(sentences)} sentences, {len(ner)} and {len(relations)}")
    return of_ranges(
        key,
        [[str(token) for token in sentence] for sentence in sentences],
        cast("list[list[tuple[int, int, str]]]", ner),
        cast("list[list[tuple[int, int, int, int, str]]]", relations),
    )


def read(path: Path) -> Iterator[Labelled]:
    """Yield the abstracts of a file of SciERC's processed JSON lines."""
    for number, record in json_lines(path, _EXPECTED):
        key = str(record.get("doc_key", number))
        yield parsed(Place(path, _EXPECTED, number), document, key, record)


def gold_set() -> GoldSet:
    """Return what is known of SciERC."""
    return GoldSet(
        name="scierc",
        title="SciERC: abstracts of AI papers, six types, seven relations",
        source="Luan et al., EMNLP 2018",
        licence="none stated",
        suffixes=(".jsonl", ".json"),
        read=read,
        labels=LABELS,
        lone=("Generic",),
        rules=RULES,
        lone_relations=("CONJUNCTION", "FEATURE-OF"),
        symmetric=frozenset({"COMPARE", "CONJUNCTION"}),
        figures=FIGURES,
        goal=0.60,
    )
