"""Relations between the local entities of one paper: rules over the cues of a pair, then the weight of all its cues.

`relate` is the place of the trained classifier: the same arguments, the same answer. A pair is looked at where both ends share a
sentence, not far apart, or where one end is the paper's own contribution. The confidence of a relation is the measured precision of its
rule, or the probability that its cues give, times how sure both ends are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from kg.extract.links import Link, links
from kg.extract.pairweights import PAIR_WEIGHTS
from kg.extract.quotes import Place, Reading, closest, quotes
from kg.extract.roles import Role
from kg.model import Relation
from kg.schema import RELATIONS

__all__ = ["RULES", "Rule", "main_entity", "relate"]

LEAST = 0.15
"""The confidence that a relation must have."""

SURE = 0.7
"""The confidence from which a role counts as sure."""


_AGAINST = {
    "IS_A": frozenset({"> word for", "> word with", "> word by", "> ~using"}),
    "BASED_ON": frozenset({"> ~outperform", "> own ~outperform"}),
}
"""Predicate -> cues that speak against it where they stand: `X is a method for Y`, `X outperforms systems based on Y`."""

_BARE_KIND = re.compile(
    r"(?:^|[ -])(?:framework|strategy|module|system|pipeline|paradigm|scheme|platform|dataset|benchmark|solution)s?$", re.I
)
"""The end of a name that tells no kind: `lightweight framework`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Cues that must hold for the subject, the object and the pair; `hits` of `cases` were right when it was measured."""

    predicate: str
    name: str
    subject: frozenset[str]
    object: frozenset[str]
    pair: frozenset[str]
    hits: int
    cases: int

    @property
    def confidence(self) -> float:
        """Return the measured precision, drawn towards one half where the cases are few."""
        return (self.hits + 2) / (self.cases + 4)


def _rule(predicate: str, name: str, cues: str, hits: int, cases: int) -> Rule:
    """Read `subject cues | object cues | cues of the pair`, each list parted by commas."""
    subject, object_, pair = (frozenset(cue.strip() for cue in part.split(",") if cue.strip()) for part in cues.split("|"))
    return Rule(predicate, name, subject, object_, pair, hits, cases)


RULES = (
    _rule("USED_FOR", "proposed-task-near", "main | ADDRESSES | same sentence", 890, 1132),
    _rule("USED_FOR", "proposed-task", "main, sure | ADDRESSES, sure |", 491, 999),
    _rule("USED_FOR", "background-neighbours", "Method | Task | > adjacent, in background", 172, 331),
    _rule("USED_FOR", "acting-task", "result acts | ADDRESSES |", 54, 117),
    _rule("USED_FOR", "called-task", "called, named | ADDRESSES, sure |", 13, 22),
    _rule("BASED_ON", "based-on", "| | > based on", 60, 94),
    _rule("BASED_ON", "extends", "| | > extends", 11, 15),
    _rule("BASED_ON", "own-based-on", "| | > own based on", 5, 8),
    _rule("BASED_ON", "own-extends", "| | > own extends", 2, 3),
    _rule("BASED_ON", "x-based", "| | < based", 4, 9),
    _rule("BASED_ON", "proposed-using", "Method, main | Method | > using", 15, 30),
    _rule("PART_OF", "proposed-consists", "Method, PROPOSES | Method, main | < ~consist", 37, 45),
    _rule("PART_OF", "own-consists", "| Method, main | < own consists", 10, 20),
    _rule("PART_OF", "consists", "Method | Method | < consists, < ~consist", 32, 63),
    _rule("PART_OF", "part-with-acronym", "Method, a, method before acronym | Method, main |", 20, 31),
    _rule("IS_A", "such-as", "| | < such as", 272, 371),
    _rule("IS_A", "called", "| | < called", 53, 74),
    _rule("IS_A", "colon", "| not in title | < colon", 19, 24),
    _rule("IS_A", "named-is-a", "named | | > is a, > word a", 48, 53),
    _rule("IS_A", "proposed-is-a", "PROPOSES | | > is a, > word a", 3, 3),
    _rule("IS_A", "is-a", "| | > is a, > word is, > word a", 4, 7),
    _rule("IS_A", "titled-a", "title start + named | title a | in title", 21, 30),
    _rule("OUTPERFORMS", "proposed-outperforms", "PROPOSES | result contrast | > ~outperform", 94, 126),
    _rule("OUTPERFORMS", "outperforms", "| | > outperforms, > ~outperform", 16, 29),
    _rule("OUTPERFORMS", "acting-compared", "result acts | result contrast, sure |", 60, 107),
    _rule("OUTPERFORMS", "proposed-beats", "main, sure | COMPARES_WITH, sure, result beaten |", 56, 109),
    _rule("EVALUATED_ON", "shown-on", "Method | Dataset | < shows", 33, 41),
    _rule("EVALUATED_ON", "proposed-data-near", "main | EVALUATES_ON | same sentence", 373, 471),
    _rule("EVALUATED_ON", "proposed-data", "main, sure | EVALUATES_ON, sure |", 508, 781),
    _rule("EVALUATED_ON", "acting-data", "result acts | Dataset | same sentence", 45, 82),
    _rule("BENCHMARKS", "proposed-task-near", "main | ADDRESSES | same sentence", 17, 32),
    _rule("BENCHMARKS", "other-proposed-task-near", "PROPOSES | ADDRESSES | same sentence", 29, 60),
    _rule("BENCHMARKS", "data-of-task", "Dataset | ADDRESSES, before head | in result", 16, 38),
    _rule("MEASURED_BY", "proposed-metric-near", "Method, main | REPORTS | same sentence", 392, 503),
    _rule("MEASURED_BY", "proposed-metric", "Method, main, sure | REPORTS, sure |", 399, 695),
    _rule("MEASURED_BY", "acting-metric", "Method, result acts | REPORTS | in result", 60, 104),
)
"""The rules, for each predicate the first that fits; measured on the 2,020 training papers where both ends are found."""


def main_entity(reading: Reading, roles: Sequence[Role]) -> int | None:
    """Return the paper's own contribution: the proposed method that stands out most, else such a dataset, else None.

    It is the surest one, with more weight the more often it is named and where it opens the title.
    """

    def standing(entity: int) -> tuple[float, int]:
        opens = "title start" in roles[entity].cues
        return roles[entity].confidence + 0.1 * min(len(reading.by_entity[entity]), 4) + 0.3 * opens, -entity

    for label in ("Method", "Dataset"):
        own = [number for number, role in enumerate(roles) if role.name == "PROPOSES" and reading.labels[number] == label]
        if own:
            return max(own, key=standing)
    return None


def _entity_cues(reading: Reading, roles: Sequence[Role], main: int | None) -> list[frozenset[str]]:
    """Return for each entity what a rule may ask of an end: label, role, whether it is sure, main, and its own cues."""
    told = []
    for number, role in enumerate(roles):
        own = {reading.labels[number], role.name}
        own.update(cue for cue, holds in (("sure", role.confidence >= SURE), ("main", number == main)) if holds)
        if "in title" not in role.cues:
            own.add("not in title")
        if _BARE_KIND.search(reading.names[number]):
            own.add("bare kind")
        told.append(role.cues | own)
    return told


@dataclass(frozen=True, slots=True)
class _Claim:
    """A relation between two entities by number, what says so, and how sure it is where both ends are right."""

    confidence: float
    predicate: str
    extractor: str
    subject: int
    object: int
    places: tuple[Place, Place]


def _allowed(predicate: str, subject: str, object_: str) -> bool:
    if predicate == "IS_A":
        return subject == object_
    subjects, objects = RELATIONS[predicate]
    return subject in subjects and object_ in objects


def _candidates(reading: Reading, found: dict[tuple[int, int], Link], main: int | None) -> Iterator[tuple[int, int]]:
    yield from found
    for other in range(len(reading.labels)) if main is not None else ():
        if other != main and main is not None:
            yield from (pair for pair in ((main, other), (other, main)) if pair not in found)


def _ruled(reading: Reading, found: dict[tuple[int, int], Link], cues: Sequence[frozenset[str]], main: int | None) -> Iterator[_Claim]:
    """Yield what the rules say, the first rule that fits for each predicate."""
    subjects = [[rule for rule in RULES if rule.subject <= own] for own in cues]
    for subject, object_ in _candidates(reading, found, main):
        link = found.get((subject, object_))
        told: set[str] = set()
        for rule in subjects[subject]:
            if rule.predicate in told or not rule.object <= cues[object_] or not rule.pair <= (link.cues if link else set()):
                continue
            if _allowed(rule.predicate, reading.labels[subject], reading.labels[object_]):
                told.add(rule.predicate)
                places = link.meeting(rule.pair)[:2] if link and rule.pair else closest(reading, subject, object_)
                yield _Claim(rule.confidence, rule.predicate, f"rule:{rule.name}", subject, object_, places)


def _weighed(reading: Reading, found: dict[tuple[int, int], Link], cues: Sequence[frozenset[str]]) -> Iterator[_Claim]:
    """Yield the pairs of one sentence whose cues together weigh enough."""
    for predicate, (threshold, start, *sides) in PAIR_WEIGHTS.items():
        first, second = ([sum(weights[cue] for cue in sorted(own & weights.keys())) for own in cues] for weights in sides[:2])
        least = math.log(threshold / (1 - threshold)) - start
        for (subject, object_), link in found.items():
            if not _allowed(predicate, reading.labels[subject], reading.labels[object_]):
                continue
            total = first[subject] + second[object_] + sum(sides[2][cue] for cue in sorted(link.cues & sides[2].keys()))
            if total >= least:
                confidence = 1 / (1 + math.exp(-start - total))
                *places, cues_there = link.meeting([cue for cue, weight in sides[2].items() if weight > 0])
                if not cues_there & _AGAINST.get(predicate, frozenset()):
                    yield _Claim(confidence, predicate, "cue:relation", subject, object_, (places[0], places[1]))


def relate(reading: Reading, roles: Sequence[Role]) -> tuple[Relation, ...]:
    """Return the relations of a reading, for each pair the one that is surest; who outperforms whom may stand beside another."""
    main = main_entity(reading, roles)
    cues = _entity_cues(reading, roles, main)
    found = links(reading, main)
    best: dict[tuple[int, int, bool], _Claim] = {}
    for claim in chain(_ruled(reading, found, cues, main), _weighed(reading, found, cues)):
        pair = (min(claim.subject, claim.object), max(claim.subject, claim.object), claim.predicate == "OUTPERFORMS")
        if claim.predicate == "IS_A" and "bare kind" in cues[claim.object]:
            continue
        if pair not in best or best[pair].confidence < claim.confidence:
            best[pair] = claim
    told = [(claim, claim.confidence * reading.certainty[claim.subject] * reading.certainty[claim.object]) for claim in best.values()]
    return tuple(
        Relation(
            subject=reading.names[claim.subject],
            predicate=claim.predicate,
            object=reading.names[claim.object],
            confidence=round(confidence, 3),
            quotes=quotes(reading, *claim.places),
            extractor=claim.extractor,
        )
        for claim, confidence in told
        if confidence >= LEAST
    )
