"""Small papers and extractions for tests, made by hand."""

from __future__ import annotations

import re

from kg.identity import merge_records
from kg.model import Definition, Extraction, LocalEntity, Mention, Paper, Quote, Relation, Result


def mentions(paper: Paper, name: str, label: str, *texts: str, confidence: float = 0.9) -> list[Mention]:
    """Every occurrence of some strings in title and abstract, as mentions of a local entity."""
    return [
        Mention(section.name, m.start(), m.end(), m.group(), label, name, "hand", confidence)
        for section in paper.sections
        for text in texts or (name,)
        for m in re.finditer(re.escape(text), section.text)
    ]


def whole(paper: Paper, subject: str | None, object_: str, section: str = "abstract") -> Quote:
    """A quote of a whole section, with the first places of both ends in it."""
    text = next(s.text for s in paper.sections if s.name == section)

    def span(part: str | None) -> tuple[int, int]:
        at = text.find(part) if part else -1
        return (at, at + len(part or "")) if at >= 0 else (-1, -1)

    return Quote(section, 0, len(text), span(subject), span(object_))


def entity(paper: Paper, name: str, label: str, role: str, text: str | None = None, confidence: float = 0.9) -> LocalEntity:
    return LocalEntity(name, label, role, confidence, (whole(paper, None, text or name),), "hand")


KV = Paper(
    "KIVI: smaller caches",
    "We propose KIVI for KV cache compression. KIVI outperforms FlexGen on LongBench and needs 2.6x less memory."
    " Large language models (LLMs) gain.",
    ids=("arxiv:2402.02750",),
    published="2024-02-05",
)
KV_SAYS = Extraction(
    mentions=tuple(
        sorted(
            [
                *mentions(KV, "KIVI", "Method"),
                *mentions(KV, "KV cache compression", "Task"),
                *mentions(KV, "FlexGen", "Method"),
                *mentions(KV, "LongBench", "Dataset"),
                *mentions(KV, "memory", "Metric"),
                *mentions(KV, "large language model", "Method", "Large language models", "LLMs"),
            ]
        )
    ),
    entities=(
        entity(KV, "KIVI", "Method", "PROPOSES"),
        entity(KV, "KV cache compression", "Task", "ADDRESSES"),
        entity(KV, "FlexGen", "Method", "COMPARES_WITH"),
        entity(KV, "LongBench", "Dataset", "EVALUATES_ON"),
        entity(KV, "memory", "Metric", "REPORTS"),
        entity(KV, "large language model", "Method", "STUDIES", "LLMs"),
    ),
    relations=(
        Relation("KIVI", "USED_FOR", "KV cache compression", 0.8, (whole(KV, "KIVI", "KV cache compression"),), "hand"),
        Relation("KIVI", "OUTPERFORMS", "FlexGen", 0.9, (whole(KV, "KIVI", "FlexGen"),), "hand"),
        Relation("KIVI", "EVALUATED_ON", "LongBench", 0.7, (whole(KV, "KIVI", "LongBench"),), "hand"),
    ),
    results=(
        Result("2.6x", "KIVI", "memory", "LongBench", None, "FlexGen", 2.6, "x", None, None, 0.6, (whole(KV, "KIVI", "2.6x"),), "hand"),
    ),
    definitions=(Definition("abstract", "LLMs", "Large language models", (0, 0), (0, 0)),),
)
LLM = Paper("On LLMs", "LLM inference needs KV-cache compression. GPT-4 is an LLM.", published="--11-05")
LLM_SAYS = Extraction(
    mentions=tuple(
        sorted(
            [
                *mentions(LLM, "LLM", "Concept", "LLM", confidence=0.5),
                *mentions(LLM, "KV-cache compression", "Task"),
                *mentions(LLM, "GPT-4", "Method"),
            ]
        )
    ),
    entities=(
        entity(LLM, "LLM", "Concept", "STUDIES"),
        entity(LLM, "KV-cache compression", "Task", "MENTIONS"),
        entity(LLM, "GPT-4", "Method", "MENTIONS"),
    ),
    relations=(Relation("GPT-4", "IS_A", "LLM", 0.9, (whole(LLM, "GPT-4", "LLM"),), "hand"),),
)
WORKS = merge_records([(1, KV), (2, LLM)])
SAYS = {WORKS[0].id: KV_SAYS, WORKS[1].id: LLM_SAYS}
