"""Score extractions against gold records: precision, recall and F1 of mentions, entities, roles, relations and results.

Two readings of one paper are compared fact by fact. A fact has an identity, by which it is right or wrong, and a group
(type, role or predicate), by which it is counted. Entities are paired first (`kg.evaluate.matching`), and every later
measure speaks of the pairs:

    mention          section, start, end and type                      by type
    mention_span     section, start and end                            by type
    entity_type      a pair of one type                                by type
    entity           a pair                                            by type
    entity_role      a pair of one role, whatever its type             by role
    relation_strict  both ends paired and of one type, predicate       by predicate
    relation         both ends paired, in this direction, predicate    by predicate
    relation_ends    both ends paired, in this direction               by predicate
    result           value and metric
    result_value     value
    result_full      value, method, metric, dataset, task, baseline

Where a measure looks away from the group (`mention_span`, `entity`, `relation_ends`), what is right or missed counts
under the gold's group and what is wrong under its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.errors import ReadError
from kg.evaluate.annotation import RESULT_ENDS, Annotation, annotation, marks
from kg.evaluate.matching import match
from kg.model import Paper

__all__ = ["MEASURES", "Count", "Measure", "Scores", "compare", "normal_value", "score", "to_dict"]

MEASURES: tuple[str, ...] = (
    "mention",
    "mention_span",
    "entity_type",
    "entity",
    "entity_role",
    "relation_strict",
    "relation",
    "relation_ends",
    "result",
    "result_value",
    "result_full",
)

_Facts = dict[str, dict[Hashable, str]]
"""Measure -> identity of a fact -> its group."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Count:
    """What was found (`tp`), found wrongly (`fp`) and missed (`fn`); where there is nothing at all, every score is 1.

    >>> Count(3, 1, 3).precision, Count(3, 1, 3).recall, Count(3, 1, 3).f1
    (0.75, 0.5, 0.6)
    >>> Count().f1, Count(fn=2).precision
    (1.0, 0.0)
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Count) -> Count:
        """Return the counts of both together."""
        return Count(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Return the share of the predictions that is right."""
        return self._share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Return the share of the gold that was found."""
        return self._share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return self._share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def _share(self, part: int, whole: int) -> float:
        if whole:
            return part / whole
        return 0.0 if self.fp or self.fn else 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """The counts of one measure over all papers, by group, sorted; a measure without groups has the one group `""`."""

    by: Mapping[str, Count]

    @property
    def total(self) -> Count:
        """Return the counts of all groups together; its F1 is the micro average.

        >>> Measure({"Method": Count(1, 1, 0), "Task": Count(2, 0, 1)}).total
        Count(tp=3, fp=1, fn=1)
        """
        return sum(self.by.values(), Count())

    @property
    def macro_f1(self) -> float:
        """Return the mean F1 of the groups that occur.

        >>> Measure({"Method": Count(1, 0, 0), "Task": Count(0, 2, 1)}).macro_f1
        0.5
        """
        return sum(count.f1 for count in self.by.values()) / len(self.by) if self.by else 1.0


@dataclass(frozen=True, slots=True)
class Scores:
    """Every measure over `papers` gold papers, of which `predicted` have a prediction; the others count as empty."""

    papers: int
    predicted: int
    measures: Mapping[str, Measure]


def score(papers: Iterable[Paper], gold: Iterable[object], predicted: Iterable[object]) -> Scores:
    """Score predicted records against gold ones, both in the gold format.

    Records belong to the paper whose `record_id` is their `id`. A record may hold offsets in a top-level `mentions`;
    where it has none, its strings stand for every occurrence in title and abstract. Raises ReadError for a malformed
    record, with its place in the sequence as the line, for an id that stands twice, and for one that no paper has.

    >>> paper = Paper("We love KIVI", record_id="p1")
    >>> record = {"id": "p1", "entities": [{"name": "KIVI", "type": "Method", "role": "PROPOSES", "mentions": ["KIVI"]}]}
    >>> score([paper], [record], []).measures["mention"].total
    Count(tp=0, fp=0, fn=1)
    """
    return compare(
        papers,
        [annotation(record, path="gold", line=line) for line, record in enumerate(gold, 1)],
        [annotation(record, path="predicted", line=line) for line, record in enumerate(predicted, 1)],
    )


def compare(papers: Iterable[Paper], gold: Iterable[Annotation], predicted: Iterable[Annotation]) -> Scores:
    """Score records that were read already; see `score`.

    >>> compare([], [], []).papers
    0
    """
    texts = _by_id(((paper.record_id, paper) for paper in papers), "papers")
    wanted = _by_id(((record.id, record) for record in gold), "gold")
    found = _by_id(((record.id, record) for record in predicted), "predictions")
    for name, records in (("gold", wanted), ("predicted", found)):
        unknown = sorted(records.keys() - texts.keys())
        if unknown:
            raise ReadError(f"{len(unknown)} {name} records have an id that no paper has, the first {unknown[0]!r}", value=unknown)
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in MEASURES}
    for key, record in wanted.items():
        ours, theirs = _facts_of_pair(texts[key], record, found.get(key, Annotation(key)))
        for name, counter in counts.items():
            counter.update(_outcomes(ours[name], theirs[name]))
    return Scores(len(wanted), len(wanted.keys() & found.keys()), {name: _measure(counter) for name, counter in counts.items()})


def _by_id(pairs: Iterable[tuple[str, T]], what: str) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, value in pairs:
        if key in found:
            raise ReadError(f"the id {key!r} stands twice in the {what}; one record a paper is expected", value=key)
        found[key] = value
    return found


def _facts_of_pair(paper: Paper, gold: Annotation, predicted: Annotation) -> tuple[_Facts, _Facts]:
    paired = match(gold.things, predicted.things)
    numbers = [paired.get(j, -1 - j) for j in range(len(predicted.things))]
    return _facts(paper, gold, range(len(gold.things))), _facts(paper, predicted, numbers)


def _facts(paper: Paper, record: Annotation, numbers: Sequence[int]) -> _Facts:
    """State all that a record says; `numbers` gives paired things of two records one number."""
    things = list(zip(numbers, record.things, strict=True))
    number = {thing.name: n for n, thing in things}
    typed = {thing.name: (n, thing.label) for n, thing in things}
    return {
        "mention": {mark: mark[3] for mark in marks(paper, record)},
        "mention_span": {mark[:3]: mark[3] for mark in marks(paper, record)},
        "entity_type": {(n, thing.label): thing.label for n, thing in things},
        "entity": {n: thing.label for n, thing in things},
        "entity_role": {(n, thing.role): thing.role for n, thing in things},
        "relation_strict": {(typed[s], p, typed[o]): p for s, p, o in record.relations},
        "relation": {(number[s], p, number[o]): p for s, p, o in record.relations},
        "relation_ends": {(number[s], number[o]): p for s, p, o in record.relations},
        "result": _result_facts(record, number, ("metric",)),
        "result_value": _result_facts(record, number, ()),
        "result_full": _result_facts(record, number, RESULT_ENDS),
    }


def _result_facts(record: Annotation, number: Mapping[str, int], ends: Iterable[str]) -> dict[Hashable, str]:
    """State each result with its number among equal ones, because a figure may well stand twice."""
    seen: Counter[Hashable] = Counter()
    facts: dict[Hashable, str] = {}
    for result in record.results:
        named = {
            "method": result.method,
            "metric": result.metric,
            "dataset": result.dataset,
            "task": result.task,
            "baseline": result.baseline,
        }
        key = (normal_value(result.value), *(number.get(named[end] or "") for end in ends))
        seen[key] += 1
        facts[key, seen[key]] = ""
    return facts


def _outcomes(gold: Mapping[Hashable, str], predicted: Mapping[Hashable, str]) -> Iterator[tuple[str, str]]:
    """Yield (group, outcome) for every fact of either."""
    for fact, group in gold.items():
        yield group, "tp" if fact in predicted else "fn"
    for fact, group in predicted.items():
        if fact not in gold:
            yield group, "fp"


def _measure(outcomes: Mapping[tuple[str, str], int]) -> Measure:
    groups = sorted({group for group, _ in outcomes})
    return Measure({group: Count(*(outcomes.get((group, name), 0) for name in ("tp", "fp", "fn"))) for group in groups})


def normal_value(value: str) -> str:
    r"""Return the form of a figure in which two ways to write it are compared.

    Case, spaces, LaTeX backslashes and dollars of mathematics, thousands separators, dashes, the times sign and the word
    "percent" make no difference; hedges (`up to`) do.

    >>> [normal_value(text) for text in ("2.6 \u00d7", "1.94times", "0.2\\%", "50,000", "3\u201313 percent", "up to 30%")]
    ['2.6x', '1.94x', '0.2%', '50000', '3-13%', 'upto30%']
    """
    text = unicodedata.normalize("NFKC", value).casefold()
    for pattern, plain in _PLAIN:
        text = re.sub(pattern, plain, text)
    return text


_PLAIN = (
    (r"\\times|\u00d7|(?<=\d)\s*times\b", "x"),
    (r"per\s?cent\b", "%"),
    (r"[\u2010-\u2014\u2212]|(?<=\d)\s?--\s?(?=\d)", "-"),
    (r"(?<=\d),(?=\d{3})", ""),
    (r"[\\\s]", ""),
    (r"^\$(.*)\$$", r"\1"),
)


def to_dict(scores: Scores) -> dict[str, object]:
    """Return scores as plain values for JSON, rounded to four digits.

    >>> to_dict(score([], [], []))["papers"]
    0
    """
    return {
        "papers": scores.papers,
        "predicted": scores.predicted,
        "measures": {name: _measure_dict(measure) for name, measure in scores.measures.items()},
    }


def _measure_dict(measure: Measure) -> dict[str, object]:
    groups = {group: _count_dict(count) for group, count in measure.by.items() if group}
    if not groups:
        return _count_dict(measure.total)
    return {**_count_dict(measure.total), "macro_f1": round(measure.macro_f1, 4), "by": groups}


def _count_dict(count: Count) -> dict[str, object]:
    scores = {"precision": count.precision, "recall": count.recall, "f1": count.f1}
    return {**{name: round(value, 4) for name, value in scores.items()}, "tp": count.tp, "fp": count.fp, "fn": count.fn}
