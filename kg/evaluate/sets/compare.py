"""What was found in the texts of a set, compared with its gold: spans with their label, relations between spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from statistics import fmean

from kg.evaluate import Count, Measure
from kg.evaluate.sets.labelled import Labelled, Related
from kg.model import Span

__all__ = ["MEASURES", "compare_texts", "macro", "only"]

MEASURES: tuple[str, ...] = ("mention", "mention_span", "relation", "relation_typed")
"""Span and label; span; relation with both spans; relation with both spans and their labels."""

_Facts = dict[str, dict[Hashable, str]]
"""Measure -> identity of a fact -> its label."""


def _turned(relation: Related, symmetric: Collection[str]) -> Related:
    """Return a relation, the ends of a symmetric one in the order of the text."""
    subject, end, label = relation
    return (end, subject, label) if label in symmetric and end < subject else relation


def _facts_of(place: int, text: Labelled, symmetric: Collection[str]) -> Iterator[tuple[str, Hashable, str]]:
    labels: dict[Span, set[str]] = {}
    for start, end, label in text.spans:
        labels.setdefault((start, end), set()).add(label)
        yield "mention", (place, start, end, label), label
        yield "mention_span", (place, start, end), label
    for relation in text.relations:
        one, other, predicate = _turned(relation, symmetric)
        yield "relation", (place, one, other, predicate), predicate
        for kinds in product(sorted(labels.get(one, ())), sorted(labels.get(other, ()))):
            yield "relation_typed", (place, one, other, predicate, *kinds), predicate


def _facts(texts: Iterable[Labelled], symmetric: Collection[str]) -> _Facts:
    found: _Facts = {name: {} for name in MEASURES}
    for place, text in enumerate(texts):
        for measure, fact, label in _facts_of(place, text, symmetric):
            found[measure].setdefault(fact, label)
    return found


def _measure(gold: Mapping[Hashable, str], found: Mapping[Hashable, str]) -> Measure:
    right = Counter(label for fact, label in gold.items() if fact in found)
    missed = Counter(label for fact, label in gold.items() if fact not in found)
    wrong = Counter(label for fact, label in found.items() if fact not in gold)
    return Measure({label: Count(right[label], wrong[label], missed[label]) for label in sorted({*right, *missed, *wrong})})


def compare_texts(gold: Sequence[Labelled], found: Sequence[Labelled], symmetric: Collection[str] = ()) -> dict[str, Measure]:
    """Return the measures of what was found in the same texts, in the same order.

    >>> gold = Labelled("a", "deep nets parse", ((0, 15),), ((0, 9, "Method"), (10, 15, "Task")), (((0, 9), (10, 15), "USED-FOR"),))
    >>> found = Labelled("a", "deep nets parse", ((0, 15),), ((0, 9, "Task"), (10, 15, "Task")), (((0, 9), (10, 15), "USED-FOR"),))
    >>> {name: measure.total.f1 for name, measure in compare_texts([gold], [found]).items()}
    {'mention': 0.5, 'mention_span': 1.0, 'relation': 1.0, 'relation_typed': 0.0}
    """
    one, other = _facts(gold, symmetric), _facts(found, symmetric)
    return {name: _measure(one[name], other[name]) for name in MEASURES}


def only(measure: Measure, labels: Collection[str]) -> Count:
    """Return the counts of some labels together.

    >>> only(Measure({"Generic": Count(0, 0, 5), "Task": Count(2, 1, 1)}), ("Task", "Method"))
    Count(tp=2, fp=1, fn=1)
    """
    return sum((count for label, count in measure.by.items() if label in labels), Count())


def macro(measure: Measure) -> tuple[float, float, float]:
    """Return mean precision, mean recall and the harmonic mean of the two, as the task of SDU21 is scored.

    >>> macro(Measure({"long": Count(1, 1, 0), "short": Count(1, 0, 1)}))
    (0.75, 0.75, 0.75)
    """
    if not measure.by:
        return 1.0, 1.0, 1.0
    precision = fmean(count.precision for count in measure.by.values())
    recall = fmean(count.recall for count in measure.by.values())
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0
