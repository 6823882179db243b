"""Relations between the local entities of one paper: rules over the cues of a pair.

`relate` is the place of the trained classifier: the same arguments, the same answer. A pair is looked at where both ends share a
sentence, not far apart, or where one end is the paper's own contribution. The confidence of a relation is the measured precision of its
rule times how sure both ends are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.extract.quotes import Place, Reading, Sentence, closest, quotes
from kg.extract.roles import Role
from kg.model import Relation
from kg.schema import RELATIONS

__all__ = ["RULES", "Link", "Rule", "links", "main_entity", "relate"]

WINDOW = 5
"""How many units of one sentence (a mention, or a list of mentions) a pair may lie apart."""

LONGEST = 20
"""How many members of a list take part in what is said of the list."""

SURE = 0.7
"""The confidence from which a role counts as sure."""


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
    _rule("USED_FOR", "proposed-task-near", "main | ADDRESSES | same sentence", 1449, 1702),
    _rule("USED_FOR", "proposed-task", "main, sure | ADDRESSES, sure |", 716, 1408),
    _rule("USED_FOR", "background-neighbours", "Method | Task | > adjacent, in background", 320, 538),
    _rule("USED_FOR", "acting-task", "result acts | ADDRESSES |", 110, 200),
    _rule("USED_FOR", "called-task", "called, named | ADDRESSES, sure |", 22, 28),
    _rule("BASED_ON", "based-on", "| | > based on", 116, 184),
    _rule("BASED_ON", "x-based", "| | < based", 25, 48),
    _rule("BASED_ON", "proposed-using", "Method, main | Method | > using", 19, 32),
    _rule("PART_OF", "proposed-consists", "Method, PROPOSES | Method, main | < ~consist", 46, 55),
    _rule("PART_OF", "consists", "Method | Method | < consists, < ~consist", 59, 95),
    _rule("PART_OF", "consists-near", "Method | Method, main | < ~consist, < adjacent", 41, 78),
    _rule("PART_OF", "part-with-acronym", "Method, a, method before acronym | Method, main |", 32, 47),
    _rule("IS_A", "such-as", "| | < such as", 511, 650),
    _rule("IS_A", "called", "| | < called", 70, 101),
    _rule("IS_A", "colon", "| not in title | < colon", 37, 52),
    _rule("IS_A", "is-a", "Method | Method | > is a", 25, 43),
    _rule("IS_A", "titled-a", "title start + named | title a | in title", 36, 64),
    _rule("OUTPERFORMS", "proposed-outperforms", "PROPOSES | result contrast | > ~outperform", 148, 177),
    _rule("OUTPERFORMS", "outperforms", "| | > outperforms, > ~outperform", 34, 53),
    _rule("OUTPERFORMS", "acting-compared", "result acts | result contrast, sure |", 92, 158),
    _rule("OUTPERFORMS", "proposed-beats", "main, sure | COMPARES_WITH, sure, result beaten |", 94, 159),
    _rule("EVALUATED_ON", "shown-on", "Method | Dataset | < shows", 63, 68),
    _rule("EVALUATED_ON", "proposed-data-near", "main | EVALUATES_ON | same sentence", 482, 552),
    _rule("EVALUATED_ON", "proposed-data", "main, sure | EVALUATES_ON, sure |", 766, 1059),
    _rule("EVALUATED_ON", "acting-data", "result acts | Dataset | same sentence", 77, 123),
    _rule("BENCHMARKS", "proposed-task-near", "main | ADDRESSES | same sentence", 35, 46),
    _rule("BENCHMARKS", "other-proposed-task-near", "PROPOSES | ADDRESSES | same sentence", 44, 71),
    _rule("BENCHMARKS", "data-of-task", "Dataset | ADDRESSES, before head | in result", 26, 43),
    _rule("MEASURED_BY", "proposed-metric-near", "Method, main | REPORTS | same sentence", 552, 674),
    _rule("MEASURED_BY", "proposed-metric", "Method, main, sure | REPORTS, sure |", 564, 919),
    _rule("MEASURED_BY", "acting-metric", "Method, result acts | REPORTS | in result", 108, 167),
)
"""The rules, for each predicate the first that fits; measured on the 2,020 training papers with their own mentions."""

_NOUN = r"(?:method|model|framework|approach|network|system|algorithm|technique|architecture|task|dataset|benchmark)s?"
_BETWEEN = {
    "using": r"(?:\w+ly )?(?:us(?:es|ing|ed)|via|through|by(?: using| leveraging| combining| exploiting)?|utili[sz]\w+|leverag\w+|employ\w*"
    r"|exploit\w*|adopt\w*|appl(?:ies|ying))(?: of| both| large-scale| pre-?trained)?",
    "based on": r"(?:\w+ )?(?:(?:is|are|which is|and is) )?(?:based (?:up)?on|buil\w+ (?:up)?on(?: top of)?|extend\w*|inspired by"
    r"|derived from"
    r"|motivated by|fine-?tuned (?:from|on)|initiali[sz]ed (?:from|with)|reli\w+ on|rely on|grounded in|trained (?:on|with|using|via|by)"
    r"|(?:a variant|variants?|an extension) of|generali[sz]\w+)",
    "based": r"[- ]?based",
    "such as": rf"(?:{_NOUN} )?,? ?\(?(?:such as|including|e\. ?g\.,?|like|i\. ?e\.,?|namely|for example|especially|particularly"
    rf"|in particular)",
    "called": rf"(?:{_NOUN} )?,? ?\(?(?:called|named|namely|termed|dubbed|coined|known as|denoted as|referred to as)",
    "is a": r"(?:,? (?:is|are|as|was|which is|which are)|,)(?: (?:one of|type of|kind of|form of|popular|powerful|class of))*",
    "consists": r"(?:\w+ )?(?:(?:which |that )?(?:consist\w*(?: of)?|compris\w+(?: of)?|composed of|contain\w*|includ\w+"
    r"|incorporat\w+|integrat\w+"
    r"|equipped with|combin\w+|made up of))",
    "outperforms": r".{0,30}(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|better than|superior to|improv\w+ (?:up)?on"
    r"|improv\w+ over)\b.{0,30}",
    "shows": r"(?:datasets?|benchmarks?|tasks?)? ?,? ?(?:show|demonstrate|indicate|confirm|reveal|prove|verify|validate"
    r"|suggest)\w*(?: that)?",
    "colon": r":",
}
_HELD = {
    "~outperform": r"outperform|surpass|exceed|superior|better than|beat|over (?:the )?(?:state|exist|previous|strong|base)",
    "~using": r"\bus(?:es|ing|ed)\b|leverag|based on|\bvia\b|through|employ|utili[sz]|exploit|by ",
    "~consist": r"consist|compris|contain|includ|incorporat|integrat|combin|equip|compos",
}
_WHOLE = [(name, re.compile(pattern, re.I)) for name, pattern in _BETWEEN.items()]
_WITHIN = [(name, re.compile(pattern, re.I)) for name, pattern in _HELD.items()]
_DROPPED = re.compile(r"\([^()]*\)|\b(?:the|an?|our|novel|new|proposed|its|their|efficient|effective|simple)\b", re.I)
_LIST = re.compile(r"\s*(?:,|,?\s*(?:and|or|&|as well as))\s*(?:the |an? )?", re.I)


@dataclass(slots=True)
class Link:
    """Two entities of one sentence: the cues between them in this direction, and where."""

    subject: Place
    object: Place
    cues: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Unit:
    """Mentions that stand for one argument: a name with its acronym, or a list of one label."""

    start: int
    end: int
    places: list[Place]


def _units(reading: Reading, sentence: Sentence, row: Sequence[Place]) -> list[_Unit]:
    units: list[_Unit] = []
    for place in row:
        last = units[-1] if units else None
        gap = sentence.text[last.end - sentence.start : max(place.start - sentence.start, 0)] if last else ""
        if last and place.entity == last.places[-1].entity and gap.strip() in ("", "("):
            closed = sentence.text[place.end - sentence.start : place.end - sentence.start + 1] == ")"
            last.end = place.end + closed
        elif last and reading.labels[last.places[-1].entity] == reading.labels[place.entity] and _LIST.fullmatch(gap):
            last.end = place.end
            last.places.append(place)
        else:
            units.append(_Unit(place.start, place.end, [place]))
    return units


def _between(text: str, *, adjacent: bool) -> set[str]:
    """Return the cues that the text between two units gives, without direction."""
    found = {name for name, pattern in _WITHIN if pattern.search(text)}
    if not adjacent:
        return found
    bare = " ".join(_DROPPED.sub("", text).split())
    if len(bare) <= 70:
        found |= {name for name, pattern in _WHOLE if pattern.fullmatch(bare)}
    found.add("adjacent")
    return found


def _link(found: dict[tuple[int, int], Link], subject: Place, object_: Place, cues: set[str]) -> None:
    if subject.entity == object_.entity:
        return
    link = found.setdefault((subject.entity, object_.entity), Link(subject, object_))
    if len(cues) > len(link.cues):
        link.subject, link.object = subject, object_
    link.cues |= cues


def _link_units(found: dict[tuple[int, int], Link], left: _Unit, right: _Unit, cues: set[str], shared: set[str]) -> None:
    ahead = {f"> {cue}" for cue in cues} | shared
    back = {f"< {cue}" for cue in cues} | shared
    for one in left.places[-LONGEST:]:
        for two in right.places[:LONGEST]:
            _link(found, one, two, ahead)
            _link(found, two, one, back)


def links(reading: Reading) -> dict[tuple[int, int], Link]:
    """Return the ordered pairs of entities that share a sentence, with the cues between them."""
    found: dict[tuple[int, int], Link] = {}
    for sentence, row in zip(reading.sentences, reading.by_sentence, strict=True):
        shared = {"same sentence", f"in {sentence.function}", "in title" if sentence.section == "title" else "in body"}
        units = _units(reading, sentence, row)
        for number, left in enumerate(units):
            for one, two in zip(left.places, left.places[1:], strict=False):
                _link(found, one, two, shared)
                _link(found, two, one, shared)
            for further, right in enumerate(units[number + 1 : number + 1 + WINDOW]):
                text = sentence.text[left.end - sentence.start : max(right.start - sentence.start, 0)]
                _link_units(found, left, right, _between(text[:200], adjacent=further == 0), shared)
    return found


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
        told.append(role.cues | own)
    return told


def _allowed(rule: Rule, subject: str, object_: str) -> bool:
    if rule.predicate == "IS_A":
        return subject == object_
    subjects, objects = RELATIONS[rule.predicate]
    return subject in subjects and object_ in objects


def _candidates(reading: Reading, found: dict[tuple[int, int], Link], main: int | None) -> Iterator[tuple[int, int]]:
    yield from found
    for other in range(len(reading.labels)) if main is not None else ():
        if other != main and main is not None:
            yield from (pair for pair in ((main, other), (other, main)) if pair not in found)


def _claims(reading: Reading, roles: Sequence[Role]) -> Iterator[tuple[Rule, int, int, Link]]:
    """Yield every rule that fits a pair, the first for each predicate."""
    main = main_entity(reading, roles)
    cues = _entity_cues(reading, roles, main)
    found = links(reading)
    subjects = [[rule for rule in RULES if rule.subject <= own] for own in cues]
    for subject, object_ in _candidates(reading, found, main):
        link = found.get((subject, object_))
        told: set[str] = set()
        for rule in subjects[subject]:
            if rule.predicate in told or not rule.object <= cues[object_] or not rule.pair <= (link.cues if link else set()):
                continue
            if _allowed(rule, reading.labels[subject], reading.labels[object_]):
                told.add(rule.predicate)
                yield rule, subject, object_, link or Link(*closest(reading, subject, object_))


def relate(reading: Reading, roles: Sequence[Role]) -> tuple[Relation, ...]:
    """Return the relations of a reading, one for each pair: that of the rule with the best precision."""
    best: dict[tuple[int, int], tuple[float, Rule, int, int, Link]] = {}
    for rule, subject, object_, link in _claims(reading, roles):
        pair = (min(subject, object_), max(subject, object_))
        if pair not in best or best[pair][0] < rule.confidence:
            best[pair] = (rule.confidence, rule, subject, object_, link)
    return tuple(
        Relation(
            subject=reading.names[subject],
            predicate=rule.predicate,
            object=reading.names[object_],
            confidence=round(confidence * reading.certainty[subject] * reading.certainty[object_], 3),
            quotes=quotes(reading, link.subject, link.object),
            extractor=f"rule:{rule.name}",
        )
        for confidence, rule, subject, object_, link in best.values()
    )
