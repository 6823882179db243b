"""Relations between the local entities of one paper: a network over what the encoder holds of a pair, its cues and the rules.

Every ordered pair of the paper is looked at, whatever lies between, but for those that the encoder holds to be nothing. The confidence
of a relation is the probability that both ends are right and the paper states it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.encoder import Judged
from kg.extract.links import Link, links
from kg.extract.nets import load_nets
from kg.extract.quotes import Place, Reading, closest, quotes
from kg.extract.roles import Role
from kg.model import Relation
from kg.schema import RELATIONS, ROLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Integers = NDArray[np.int64]

__all__ = ["RULES", "Pair", "Rule", "allowed", "main_entity", "pair_rows", "relate"]

NOTHING = 0.985
"""A pair that the encoder holds to be nothing as surely as this is not looked at further."""

SURE = 0.7
"""The confidence from which a role counts as sure."""


_OF_ENDS = frozenset({"main", "sure", "bare kind", "named", "in title", "result acts", "result contrast", "title start"})
"""Cues of an end that the network is told beside those of the pair."""

_BARE_KIND = re.compile(
    r"(?:^|[ -])(?:framework|strategy|module|system|pipeline|paradigm|scheme|platform|dataset|benchmark|solution)s?$", re.I
)
"""The end of a name that tells no kind: `lightweight framework`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Cues that must hold for the subject, the object and the pair."""

    predicate: str
    name: str
    subject: frozenset[str]
    object: frozenset[str]
    pair: frozenset[str]


def _rule(predicate: str, name: str, cues: str) -> Rule:
    """Read `subject cues | object cues | cues of the pair`, each list parted by commas."""
    subject, object_, pair = (frozenset(cue.strip() for cue in part.split(",") if cue.strip()) for part in cues.split("|"))
    return Rule(predicate, name, subject, object_, pair)


RULES = (
    _rule("USED_FOR", "proposed-task-near", "main | ADDRESSES | same sentence"),
    _rule("USED_FOR", "proposed-task", "main, sure | ADDRESSES, sure |"),
    _rule("USED_FOR", "background-neighbours", "Method | Task | > adjacent, in background"),
    _rule("USED_FOR", "acting-task", "result acts | ADDRESSES |"),
    _rule("USED_FOR", "called-task", "called, named | ADDRESSES, sure |"),
    _rule("BASED_ON", "based-on", "| | > based on"),
    _rule("BASED_ON", "extends", "| | > extends"),
    _rule("BASED_ON", "own-based-on", "| | > own based on"),
    _rule("BASED_ON", "own-extends", "| | > own extends"),
    _rule("BASED_ON", "x-based", "| | < based"),
    _rule("BASED_ON", "proposed-using", "Method, main | Method | > using"),
    _rule("PART_OF", "proposed-consists", "Method, PROPOSES | Method, main | < ~consist"),
    _rule("PART_OF", "own-consists", "| Method, main | < own consists"),
    _rule("PART_OF", "consists", "Method | Method | < consists, < ~consist"),
    _rule("PART_OF", "part-with-acronym", "Method, a, method before acronym | Method, main |"),
    _rule("IS_A", "such-as", "| | < such as"),
    _rule("IS_A", "called", "| | < called"),
    _rule("IS_A", "colon", "| not in title | < colon"),
    _rule("IS_A", "named-is-a", "named | | > is a, > word a"),
    _rule("IS_A", "proposed-is-a", "PROPOSES | | > is a, > word a"),
    _rule("IS_A", "is-a", "| | > is a, > word is, > word a"),
    _rule("IS_A", "titled-a", "title start + named | title a | in title"),
    _rule("OUTPERFORMS", "proposed-outperforms", "PROPOSES | result contrast | > ~outperform"),
    _rule("OUTPERFORMS", "outperforms", "| | > outperforms, > ~outperform"),
    _rule("OUTPERFORMS", "acting-compared", "result acts | result contrast, sure |"),
    _rule("OUTPERFORMS", "proposed-beats", "main, sure | COMPARES_WITH, sure, result beaten |"),
    _rule("EVALUATED_ON", "shown-on", "Method | Dataset | < shows"),
    _rule("EVALUATED_ON", "proposed-data-near", "main | EVALUATES_ON | same sentence"),
    _rule("EVALUATED_ON", "proposed-data", "main, sure | EVALUATES_ON, sure |"),
    _rule("EVALUATED_ON", "acting-data", "result acts | Dataset | same sentence"),
    _rule("BENCHMARKS", "proposed-task-near", "main | ADDRESSES | same sentence"),
    _rule("BENCHMARKS", "other-proposed-task-near", "PROPOSES | ADDRESSES | same sentence"),
    _rule("BENCHMARKS", "data-of-task", "Dataset | ADDRESSES, before head | in result"),
    _rule("MEASURED_BY", "proposed-metric-near", "Method, main | REPORTS | same sentence"),
    _rule("MEASURED_BY", "proposed-metric", "Method, main, sure | REPORTS, sure |"),
    _rule("MEASURED_BY", "acting-metric", "Method, result acts | REPORTS | in result"),
)
"""The rules: the precise tier, each a feature of the network; a relation that one of them states says so."""


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
class Pair:
    """An ordered pair of entities that may be related: its features, where it meets, and the rule that fits for each predicate."""

    subject: int
    object: int
    features: dict[str, float]
    places: tuple[Place, Place]
    rules: dict[str, Rule]


def allowed(predicate: str, subject: str, object_: str) -> bool:
    """Tell whether a predicate may hold between two labels; what is a kind of something has its label.

    >>> allowed("USED_FOR", "Method", "Task"), allowed("IS_A", "Method", "Concept")
    (True, False)
    """
    if predicate == "IS_A":
        return subject == object_
    subjects, objects = RELATIONS[predicate]
    return subject in subjects and object_ in objects


def _mask(labels: Sequence[str]) -> Floats:
    """Return 0 where a class may hold between two entities of the paper, else a large negative number: (subject, object, classes)."""
    import numpy as np

    known = {one: [[0.0, *(0.0 if allowed(p, one, two) else -1e4 for p in RELATIONS)] for two in labels] for one in dict.fromkeys(labels)}
    return np.array([known[one] for one in labels], np.float32)


def _held(judged: Judged, labels: Sequence[str]) -> tuple[Integers, Floats]:
    """Return the pairs of entities that the encoder does not hold to be nothing, with the log probabilities of nothing and predicates."""
    import numpy as np

    inside = (judged.pairs < len(labels)).all(axis=1)
    pairs = judged.pairs[inside]
    logits = judged.links[inside, : 1 + len(RELATIONS)] + _mask(labels)[pairs[:, 0], pairs[:, 1]]
    logits = logits - logits.max(axis=1, keepdims=True)
    logits = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    open_ = logits[:, 0] <= math.log(NOTHING)
    return pairs[open_], logits[open_]


def _fitting(link: Link | None, subject: frozenset[str], object_: frozenset[str], predicates: Sequence[str]) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    cues = link.cues if link else set[str]()
    for rule in RULES:
        ends_fit = rule.subject <= subject and rule.object <= object_
        if ends_fit and rule.predicate in predicates and rule.predicate not in found and rule.pair <= cues:
            found[rule.predicate] = rule
    return found


def _meeting(reading: Reading, link: Link | None, ends: tuple[int, int], rules: Mapping[str, Rule]) -> tuple[Place, Place]:
    if link is None:
        return closest(reading, *ends)
    wanted = next((rule.pair for rule in rules.values() if rule.pair), frozenset[str]())
    one, two, _ = link.meeting(wanted)
    return one, two


def _features(reading: Reading, roles: Sequence[Role], ends: tuple[int, int], held: Mapping[int, float]) -> dict[str, float]:
    subject, end = ends
    names = list(RELATIONS)
    row = {f"link {names[n - 1] if n else 'nothing'}": max(value, -8.0) for n, value in held.items()}
    row |= {f"subject {role}": p for role, p in zip(ROLES, roles[subject].odds, strict=True)}
    row |= {f"object {role}": p for role, p in zip(ROLES, roles[end].odds, strict=True)}
    row |= {"subject sure": reading.certainty[subject], "object sure": reading.certainty[end]}
    row[f"kinds {reading.labels[subject]} {reading.labels[end]}"] = 1.0
    return row


def pair_rows(reading: Reading, roles: Sequence[Role], judged: Judged) -> list[Pair]:
    """Return the ordered pairs of a reading that may be related, with their features."""
    if not reading.labels:
        return []
    main = main_entity(reading, roles)
    cues = _entity_cues(reading, roles, main)
    found = links(reading, main)
    names = list(RELATIONS)
    told = []
    pairs, likely = _held(judged, reading.labels)
    for (subject, end), row in zip(pairs.tolist(), likely.tolist(), strict=True):
        held = {n: value for n, value in enumerate(row) if value > -1e3}
        predicates = [names[n - 1] for n in held if n]
        link = found.get((subject, end))
        rules = _fitting(link, cues[subject], cues[end], predicates)
        features = _features(reading, roles, (subject, end), held)
        features |= {f"cue {cue}": 1.0 for cue in (link.cues if link else ())}
        features |= {f"rule {rule.name}": 1.0 for rule in rules.values()}
        features |= {f"{side} {cue}": 1.0 for side, n in (("subject", subject), ("object", end)) for cue in _OF_ENDS & cues[n]}
        told.append(Pair(subject, end, features, _meeting(reading, link, (subject, end), rules), rules))
    return told


def relate(reading: Reading, roles: Sequence[Role], judged: Judged) -> tuple[Relation, ...]:
    """Return the relations of a reading, for each two entities the one that is surest; who outperforms whom may stand beside another."""
    pairs = pair_rows(reading, roles, judged)
    if not pairs:
        return ()
    net = load_nets()["relations"]
    best: dict[tuple[int, int, bool], tuple[float, str, Pair]] = {}
    for pair, likely in zip(pairs, net.likely(net.rows([pair.features for pair in pairs])).tolist(), strict=True):
        for n, predicate in enumerate(RELATIONS, 1):
            if likely[n] < net.least[n] or not allowed(predicate, reading.labels[pair.subject], reading.labels[pair.object]):
                continue
            key = (min(pair.subject, pair.object), max(pair.subject, pair.object), predicate == "OUTPERFORMS")
            if key not in best or best[key][0] < likely[n]:
                best[key] = (likely[n], predicate, pair)
    told = sorted(best.values(), key=lambda claim: (claim[2].subject, claim[2].object, claim[1]))
    return tuple(_relation(reading, *claim) for claim in told)


def _relation(reading: Reading, likely: float, predicate: str, pair: Pair) -> Relation:
    rule = pair.rules.get(predicate)
    return Relation(
        subject=reading.names[pair.subject],
        predicate=predicate,
        object=reading.names[pair.object],
        confidence=round(max(likely, 0.001), 3),
        quotes=quotes(reading, *pair.places),
        extractor=f"rule:{rule.name}" if rule else "pairs",
    )
