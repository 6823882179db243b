"""Which entities of a paper meet in a sentence, and what the words between them say: the cues of pairs, for `kg.extract.relations`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from kg.extract.quotes import Place, Reading, Sentence

__all__ = ["LONGEST", "WINDOW", "Link", "links"]

WINDOW = 5
"""How many units of one sentence (a mention, or a list of mentions) a pair may lie apart."""

NEAR = 90
"""How many characters may stand between two ends for single words to tell."""

MEETINGS = 40
"""How many meetings of one pair are kept to choose the quote from."""

LONGEST = 20
"""How many members of a list take part in what is said of the list."""

_NOUN = r"(?:method|model|framework|approach|network|system|algorithm|technique|architecture|task|dataset|benchmark)s?"
_BETWEEN = {
    "using": r"(?:\w+ly )?(?:us(?:es|ing|ed)|via|through|by(?: using| leveraging| combining| exploiting)?|utili[sz]\w+|leverag\w+|employ\w*"
    r"|exploit\w*|adopt\w*|appl(?:ies|ying))(?: of| both| large-scale| pre-?trained)?",
    "based on": r"(?:\w+ )?(?:(?:is|are|was|which is|that is|and is) )?(?:\w+ly )?(?:based (?:up)?on"
    r"|buil\w+ (?:up)?on(?: top of)?|grounded in|reli\w+ on|rely on|on top of|rests? on)(?: \w+ly)?"
    r"(?: (?:ideas?|principles?|concepts?) (?:of|from))?",
    "extends": rf"(?:{_NOUN} )?,? ?(?:(?:is|are|which is|that is) )?(?:\w+ly )?"
    r"(?:extend\w*|inspired by|derived from|motivated by|adapted from"
    r"|fine-?tuned (?:from|on top of)|(?:is )?initiali[sz]ed (?:from|with)|generali[sz](?:es|ing)|improves (?:up)?on"
    r"|replac\w+ .{0,30}(?:in|of)"
    r"|(?:a )?(?:variant|variation|extension|modification|adaptation|generali[sz]ation|version|modified version)s? of|carries|follows)",
    "trained": r"(?:\w+ )?(?:(?:is|are|which is) )?(?:(?:pre-?)?trained|fine-?tuned|learned|optimi[sz]ed) (?:on|with|using|via|by|from)",
    "based": r"[- ]?based",
    "such as": rf"(?:{_NOUN} )?,? ?\(?(?:such as|including|e\. ?g\.,?|like|i\. ?e\.,?|namely|for example|especially|particularly"
    rf"|in particular)",
    "called": rf"(?:{_NOUN} )?,? ?\(?(?:which (?:we|is) )?(?:called?|named?|namely|termed|dub(?:bed)?|coined"
    r"|known as|denoted as|referred to as)",
    "is a": r"(?:,? (?:is|was|which is|that is)|,|\(|\),?)(?: also)?(?: (?:one of|type of|kind of|form of|popular|powerful|class of))*",
    "are": r"(?:are|as)",
    "consists": r"(?:\w+ )?(?:(?:which |that )?(?:consist\w*(?: of)?|compris\w+(?: of)?|composed of|contain\w*|includ\w+"
    r"|incorporat\w+|integrat\w+|is made of|has|have|features"
    r"|equipped with|combin\w+|made up of|unif\w+|couples|pairs|consolidates))"
    r"(?: (?:of|both|two|three|four|\w+ (?:components|modules|parts|stages)))*:?",
    "with": r"(?:\w+ )?with",
    "of": r"of",
    "in": r"(?:in|within|inside|into)",
    "in which": r",? (?:in which|where|whose)",
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
    "~parts": r"\b(?:components?|modules?|parts|stages|steps|branches|(?:two|three|four)\b.{0,30}):|\b(?:consist|compris|composed)\w*",
    "~based": r"\b(?:based (?:up)?on|built (?:up)?on|builds on|on top of|inspired by|extend\w*|variant of|derived from|adapt\w+)\b",
}
_OF_THE_LAST = frozenset({"such as", "called", "word such", "word including"})
"""Cues that concern the last member of a list only: `A, B and other parts such as C`."""

_WHOLE = [(name, re.compile(pattern, re.I)) for name, pattern in _BETWEEN.items()]
_WITHIN = [(name, re.compile(pattern, re.I)) for name, pattern in _HELD.items()]
_TELLING = re.compile(r"\b(?:that|which|trained|on|and|where|in|with|is|are|as|to|can|an?|by|two|of|including|such|from|for)\b|[:,(]", re.I)
_DROPPED = re.compile(r"\([^()]*\)|\b(?:the|an?|our|novel|new|proposed|its|their|efficient|effective|simple)\b", re.I)
_LIST = re.compile(r"\s*(?:,|,?\s*(?:and|or|&|as well as)\s+(?:the |an? )?)\s*", re.I)
_ARTICLES = re.compile(r"\s*,\s*(?:the|an?)\s+", re.I)
_ARTICLE = re.compile(r"\b(?:the|an?)\s+$", re.I)
_VERB = r"(?:is|was|has|does|can|will|(?!less|this|thus|across|versus|plus|various|its|ours|as\b|us\b)[a-z]{2,}[^\W_siu]s)\b"
_NEW_VERB = re.compile(rf"\s*(?:\([^()]*\)\s*)?(?:(?:also|further|then|\w+ly) )?{_VERB}")
_SHARED_SUBJECT = re.compile(rf"\s*,?\s*(?:and|but|while|yet)\s+(?:(?:also|even|further|then|\w+ly) )?(?={_VERB})")
_OWN = re.compile(
    rf"(?:it|(?:this|the|our)(?: \w+)?(?: proposed| new)? {_NOUN}|(?:in this (?:paper|work), )?we"
    r"|(?:this|the) (?:paper|work)|the authors)(?= )",
    re.I,
)


@dataclass(slots=True)
class Link:
    """Two entities that meet: the cues between them in this direction, all and by the two places that gave them."""

    cues: set[str] = field(default_factory=set)
    meetings: list[tuple[Place, Place, frozenset[str]]] = field(default_factory=list)

    def meeting(self, wanted: Collection[str]) -> tuple[Place, Place, frozenset[str]]:
        """Return the places and the cues of the meeting that gives most of the cues that are wanted, the first such on a tie."""
        return max(self.meetings, key=lambda meeting: len(meeting[2].intersection(wanted)))


@dataclass(slots=True)
class _Unit:
    """Mentions that stand for one argument: a name with its acronym, or a list of one label; `clause` counts the clauses before."""

    start: int
    end: int
    places: list[Place]
    clause: int = 0


def _joins(reading: Reading, text: str, offset: int, last: _Unit, place: Place) -> bool:
    """Tell whether a place goes on with the list that `last` is."""
    before = last.places[-1]
    gap = text[last.end - offset : max(place.start - offset, 0)]
    if reading.labels[before.entity] != reading.labels[place.entity]:
        return False
    return bool(_LIST.fullmatch(gap) or (_ARTICLES.fullmatch(gap) and _ARTICLE.search(text[: max(before.start - offset, 0)])))


def _units(reading: Reading, sentence: Sentence, row: Sequence[Place]) -> list[_Unit]:
    units: list[_Unit] = []
    text, offset = sentence.text, sentence.start
    for place in row:
        last = units[-1] if units else None
        gap = text[last.end - offset : max(place.start - offset, 0)] if last else ""
        fresh = bool(
            last and re.search(r"[,;]?\s*(?:and|but|while|whereas)\s+(?:the )?$|;", gap) and _NEW_VERB.match(text, place.end - offset)
        )
        clause = last.clause + (fresh or ";" in gap) if last else 0
        if last and place.entity == last.places[-1].entity and gap.strip() in ("", "("):
            last.end = place.end + (text[place.end - offset : place.end - offset + 1] == ")")
        elif last and not fresh and _joins(reading, text, offset, last, place):
            last.end = place.end
            last.places.append(place)
        else:
            units.append(_Unit(place.start, place.end, [place], clause))
    return units


def _between(text: str, *, adjacent: bool) -> set[str]:
    """Return the cues that the text between two units gives, without direction."""
    found = {name for name, pattern in _WITHIN if pattern.search(text)}
    if len(text) <= NEAR:
        found |= {f"word {word.lower()}" for word in _TELLING.findall(text)}
        found.add(f"length {len(text) // 12}" if len(text) < 48 else "length 4")
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
    link = found.setdefault((subject.entity, object_.entity), Link())
    link.cues |= cues
    if len(link.meetings) < MEETINGS:
        link.meetings.append((subject, object_, frozenset(cues)))


def _link_units(found: dict[tuple[int, int], Link], left: _Unit, right: _Unit, cues: set[str], shared: set[str]) -> None:
    for rank, one in enumerate(reversed(left.places[-LONGEST:])):
        told = cues - _OF_THE_LAST if rank else cues
        ahead, back = {f"> {cue}" for cue in told} | shared, {f"< {cue}" for cue in told} | shared
        for two in right.places[:LONGEST]:
            _link(found, one, two, ahead)
            _link(found, two, one, back)


def _pairs(sentence: Sentence, units: Sequence[_Unit]) -> Iterator[tuple[_Unit, _Unit, set[str]]]:
    """Yield each pair of units with the cues between: a verb after `and` belongs to the first unit of its clause."""
    first: dict[int, _Unit] = {}
    for number, left in enumerate(units):
        first.setdefault(left.clause, left)
        for further, right in enumerate(units[number + 1 : number + 1 + WINDOW]):
            text = sentence.text[left.end - sentence.start : max(right.start - sentence.start, 0)][:200]
            coordinated = _SHARED_SUBJECT.match(text)
            is_shared = bool(coordinated) and first[left.clause] is not left
            if left.clause != right.clause or is_shared:
                yield left, right, set()
            else:
                yield left, right, _between(text, adjacent=further == 0)
            if coordinated and is_shared and left.clause == right.clause and not further:
                yield first[left.clause], right, _between(text[coordinated.end() :], adjacent=True)


def _own_unit(reading: Reading, sentence: Sentence, main: int, number: int) -> _Unit | None:
    """Return what `it`, `we` or `the model` at the start of a sentence stands for: the paper's own contribution, where named before."""
    match = _OWN.match(sentence.text)
    places = reading.by_entity[main]
    if match is None or not places:
        return None
    at = max(bisect_left(places, Place(number, -1, -1, -1)) - 1, 0)
    return _Unit(sentence.start, sentence.start + match.end(), [places[at]])


def links(reading: Reading, main: int | None = None) -> dict[tuple[int, int], Link]:
    """Return the ordered pairs of entities that share a sentence, with the cues between them.

    `main` is the paper's own contribution: `it` and `we` stand for it, with cues that say so.
    """
    found: dict[tuple[int, int], Link] = {}
    for number, (sentence, row) in enumerate(zip(reading.sentences, reading.by_sentence, strict=True)):
        shared = {"same sentence", f"in {sentence.function}", "in title" if sentence.section == "title" else "in body"}
        units = _units(reading, sentence, row)
        for unit in units:
            for one, two in zip(unit.places, unit.places[1:], strict=False):
                _link(found, one, two, shared)
                _link(found, two, one, shared)
        for left, right, cues in _pairs(sentence, units):
            _link_units(found, left, right, cues, shared)
        own = _own_unit(reading, sentence, main, number) if main is not None and units else None
        if own:
            for further, right in enumerate(units[:WINDOW]):
                text = sentence.text[own.end - sentence.start : max(right.start - sentence.start, 0)][:200]
                cues = {f"own {cue}" for cue in _between(text, adjacent=further == 0)}
                _link_units(found, own, right, cues, {f"own in {sentence.function}"})
    return found
