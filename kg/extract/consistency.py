"""One paper, one reading of each string: a name found once is found at its every occurrence, with one label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.candidates import LABELS
from kg.extract.phrases import find_phrases, index_phrases, words_of
from kg.extract.text import SectionText
from kg.extract.tokens import word_spans
from kg.lexicon import normalise
from kg.model import Definition, Mention

__all__ = ["spread"]

_SURE = 0.35
"""A string found at least this surely is taken wherever it stands."""
_SPREAD = 0.9
"""What is left of its confidence where only the string says so."""


def _label_of(mentions: Iterable[Mention]) -> str:
    weight: dict[str, float] = defaultdict(float)
    for mention in mentions:
        weight[mention.label] += mention.confidence
    return min(weight, key=lambda label: (-weight[label], LABELS.index(label)))


def _one_label(mentions: Sequence[Mention], definitions: Sequence[Definition]) -> list[Mention]:
    """Give all strings of one key, and an acronym and its long form, the label that has most confidence behind it."""
    long = {normalise(d.short): normalise(d.long) for d in definitions}
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        key = normalise(mention.text)
        groups[long.get(key, key)].append(mention)
    return [replace(m, label=label) for group in groups.values() for label in [_label_of(group)] for m in group]


def _best(mentions: Iterable[Mention]) -> dict[tuple[str, ...], Mention]:
    """Return the surest mention of each string that is sure enough to be looked for."""
    best: dict[tuple[str, ...], Mention] = {}
    for mention in sorted(mentions, key=lambda m: (-m.confidence, m)):
        if mention.confidence >= _SURE:
            best.setdefault(words_of(mention.text), mention)
    return best


def _more(section: SectionText, best: dict[tuple[str, ...], Mention], taken: set[int]) -> Iterator[Mention]:
    """Yield the occurrences of the strings that no mention overlaps yet."""
    spans = word_spans(section.text)
    index = index_phrases(best)
    for (start, end), words in find_phrases([section.text[a:b] for a, b in spans], spans, index):
        if taken.isdisjoint(range(start, end)):
            known = best[words]
            yield replace(
                known, section=section.name, start=start, end=end, text=section.text[start:end], confidence=known.confidence * _SPREAD
            )


def spread(sections: Sequence[SectionText], mentions: Sequence[Mention], definitions: Sequence[Definition]) -> list[Mention]:
    """Return the mentions, and the further occurrences of their strings, with one label for each string of the paper."""
    best = _best(mentions)
    found = list(mentions)
    for section in sections:
        taken = {i for m in mentions if m.section == section.name for i in range(m.start, m.end)}
        found.extend(_more(section, best, taken))
    return sorted(_one_label(found, definitions))
