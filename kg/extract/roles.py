"""What the paper does with each entity: one role, by a network over what the encoder holds and the cues around the entity's places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.cues import place_cues
from kg.extract.encoder import Judged
from kg.extract.features import KINDS
from kg.extract.nets import load_nets, softmax
from kg.extract.quotes import Place, Reading
from kg.schema import ROLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Role", "assign", "entity_cues", "role_rows", "roles_of"]

_LEAST = -8.0

_STUDY = re.compile(
    r"\b(?:survey|review|study|analysis|analy[sz]ing|understanding|evaluating|investigating|benchmark\w*|exploring|comparison|comparing"
    r"|empirical|how|why|what|towards?|do|does|is|are|can)\b",
    re.I,
)
_NAMED = re.compile(r"[A-Za-z][A-Z]|\d|^[A-Z][a-z]+$")
_CAPITALS = re.compile(r"(?:^|[ -])[A-Z]\w+[ -](?:\w+[ -])?[A-Z]\w+")
_BUILT = re.compile(
    r"\b(?:framework|method|approach|model|algorithm|architecture|system|module|network|net|scheme|strategy|mechanism|pipeline|paradigm)$",
    re.I,
)
_COORDINATED = re.compile(r"\s*(?:,|,?\s*(?:and|or)|\()\s*(?:the |an? )?")
_PAIRS = (
    ("introduced", "first of label in proposal"),
    ("proposal introduced", "proposal apposition"),
    ("introduced", "result acts"),
    ("introduced", "named"),
    ("introduced first", "named"),
    ("introduced first", "apposition"),
    ("proposal introduced first", "built"),
    ("proposal introduced first", "capitals"),
    ("proposal introduced", "a"),
    ("title start", "twice"),
    ("title start", "named"),
    ("only background", "once"),
    ("only background", "a proposal"),
    ("first in title", "a study"),
    ("first in title", "no proposal"),
)
"""Cues that say more together than apart."""

_STATED_IN = {
    "PROPOSES": ("proposal", "title", "method"),
    "EVALUATES_ON": ("result", "proposal", "method"),
    "ADDRESSES": ("proposal", "title", "result"),
    "REPORTS": ("result", "proposal"),
    "COMPARES_WITH": ("result", "proposal"),
    "USES": ("proposal", "method", "result"),
    "STUDIES": ("proposal", "title", "result"),
    "MENTIONS": ("background", "method"),
}
"""Role -> the functions of the sentences that state it best."""


@dataclass(frozen=True, slots=True)
class Role:
    """The role of an entity, how sure it is, the place that states it best, its cues, and the probability of every role."""

    name: str
    confidence: float
    place: Place
    cues: frozenset[str] = frozenset()
    odds: tuple[float, ...] = ()


def _frame(reading: Reading) -> frozenset[str]:
    """Return what holds for the whole paper: whether it proposes something, whether its title sounds like a study."""
    told = {sentence.function for sentence in reading.sentences}
    title = " ".join(sentence.text for sentence in reading.sentences if sentence.function == "title")
    return frozenset(["a proposal" if "proposal" in told else "no proposal"] + (["a study"] if _STUDY.search(title) else []))


def _firsts(reading: Reading) -> dict[int, set[str]]:
    """Return which entities are the first of their label in the paper, and in its proposing sentences."""
    seen: set[tuple[str, str]] = set()
    found: dict[int, set[str]] = {}
    for number, sentence in enumerate(reading.sentences):
        for place in reading.by_sentence[number]:
            label = reading.labels[place.entity]
            for cue in ("first of label", *(("first of label in proposal",) if sentence.function == "proposal" else ())):
                if (label, cue) not in seen:
                    seen.add((label, cue))
                    found.setdefault(place.entity, set()).add(cue)
    return found


def _place_cues(reading: Reading) -> dict[Place, frozenset[str]]:
    """Return the cues of every place; the first mention after an introducing verb is `introduced first`."""
    found: dict[Place, frozenset[str]] = {}
    for sentence, row in zip(reading.sentences, reading.by_sentence, strict=True):
        before: frozenset[str] = frozenset()
        for rank, place in enumerate(row):
            cues = place_cues(sentence.text, place.start - sentence.start, place.end - sentence.start)
            if sentence.function == "proposal" and "opens" in cues:
                cues |= {"introduced", "called"}
            first = {"introduced first"} if "introduced" in cues and "introduced" not in before else set()
            after = row[rank - 1] if rank else None
            found[place] = cues | {f"{sentence.function} {cue}" for cue in cues | first} | first | set(_in_row(reading, place, rank, after))
            before = cues
    return found


def _in_row(reading: Reading, place: Place, rank: int, after: Place | None) -> Iterator[str]:
    """Yield where a place stands in its sentence and what it is coordinated with."""
    sentence = reading.sentences[place.sentence]
    start = max(place.start - sentence.start, 0)
    yield f"in {sentence.function}"
    yield f"{sentence.function} rank {min(rank, 3)}"
    if start == 0:
        yield f"{sentence.function} start"
    if after and _COORDINATED.fullmatch(sentence.text[after.end - sentence.start : start]):
        yield f"coordinated with {reading.labels[after.entity]}"


def _position(reading: Reading, places: Sequence[Place]) -> Iterator[str]:
    """Yield where the entity stands in the paper and how often."""
    told = [reading.sentences[place.sentence].function for place in places]
    yield f"first in {told[0]}"
    body = [function for function in told if function != "title"]
    if body:
        yield f"body first in {body[0]}"
    if body and set(body) == {"background"}:
        yield "only background"
    yield "twice" if len(places) >= 2 else "once"
    if len(places) >= 4:
        yield "four times"
    yield f"quarter {4 * places[0].sentence // len(reading.sentences)}"
    if places[-1].sentence == len(reading.sentences) - 1:
        yield "in last sentence"


def _spelling(strings: Iterable[str]) -> Iterator[str]:
    """Yield what the strings of an entity look like."""
    if any(_NAMED.search(text) for text in strings):
        yield "named"
    if any(_CAPITALS.search(text) for text in strings):
        yield "capitals"
    if any(_BUILT.search(text) for text in strings):
        yield "built"


def _all_cues(reading: Reading) -> tuple[frozenset[str], ...]:
    """Return the cues of each entity, by its number."""
    frame, firsts, near = _frame(reading), _firsts(reading), _place_cues(reading)
    return tuple(entity_cues(reading, entity, frame | firsts.get(entity, set()), near) for entity in range(len(reading.labels)))


def entity_cues(reading: Reading, entity: int, frame: Iterable[str], near: Mapping[Place, frozenset[str]]) -> frozenset[str]:
    """Return every cue that holds for an entity; `frame` holds those of the paper and of its rank, `near` those of each place."""
    places = reading.by_entity[entity]
    found = {cue for place in places[:40] for cue in near[place]}
    found.update(frame)
    found.update(_spelling(reading.strings[entity]))
    found.update(_position(reading, places))
    found.update(f"{one} + {two}" for one, two in _PAIRS if one in found and two in found)
    return frozenset(found)


def _best(reading: Reading, entity: int, role: str) -> Place:
    """Return the place whose sentence does what the role says: proposals propose, results report, background mentions."""
    wanted = _STATED_IN[role]

    def rank(place: Place) -> tuple[int, Place]:
        function = reading.sentences[place.sentence].function
        return (wanted.index(function) if function in wanted else len(wanted), place)

    return min(reading.by_entity[entity], key=rank)


def role_rows(reading: Reading, judged: Judged) -> tuple[list[dict[str, float]], tuple[frozenset[str], ...]]:
    """Return for each entity of a reading the features that decide on its role, and its cues.

    What the encoder holds comes as log probabilities over the roles that the entity's label allows.
    """
    cues = _all_cues(reading)
    kinds = softmax(judged.kinds)
    rows = []
    for entity, (label, own) in enumerate(zip(reading.labels, cues, strict=True)):
        row = {f"cue {cue}": 1.0 for cue in own}
        held = {role: float(judged.roles[entity, n]) for n, role in enumerate(ROLES) if label in ROLES[role]}
        most = max(held.values())
        whole = most + math.log(sum(math.exp(value - most) for value in held.values()))
        row |= {f"role {role}": max(value - whole, _LEAST) for role, value in held.items()}
        row |= {f"seen {kind}": float(kinds[entity, n]) for n, kind in enumerate(KINDS)}
        row[f"kind {label}"] = 1.0
        row["sure"] = reading.certainty[entity]
        rows.append(row)
    return rows, cues


def roles_of(reading: Reading, cues: Sequence[frozenset[str]], likely: Floats) -> tuple[Role, ...]:
    """Return the likeliest role that its label allows of each entity; `likely` holds that it is no entity, then the roles."""
    found = []
    for entity, (label, told) in enumerate(zip(reading.labels, likely, strict=True)):
        allowed = [n for n, role in enumerate(ROLES) if label in ROLES[role]]
        best = max(allowed, key=lambda n: (float(told[1 + n]), -n))
        name = list(ROLES)[best]
        odds = tuple(float(told[1 + n]) for n in range(len(ROLES)))
        found.append(Role(name, max(odds[best], 0.001), _best(reading, entity, name), cues[entity], odds))
    return tuple(found)


def assign(reading: Reading, judged: Judged) -> tuple[Role, ...]:
    """Return the role of each entity of a reading, by its number.

    The confidence is the probability that the entity is one and has this role.
    """
    rows, cues = role_rows(reading, judged)
    net = load_nets()["roles"]
    return roles_of(reading, cues, net.likely(net.rows(rows))) if rows else ()
