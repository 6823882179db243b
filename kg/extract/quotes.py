"""Sentences, the places of the entities in them, and the quotes that show a claim.

A quote is the fewest whole sentences that hold both ends: one sentence, or two that follow each other in one section; ends that lie
farther apart give two quotes, the subject's and the object's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.cues import functions
from kg.extract.grouping import Group
from kg.extract.text import SectionText
from kg.model import NO_SPAN, Quote, Span

__all__ = ["Place", "Reading", "Sentence", "closest", "quote", "quotes", "read"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, where it stands, and its function in the paper (`kg.extract.cues.FUNCTIONS`)."""

    section: str
    start: int
    end: int
    text: str
    function: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A mention of entity number `entity` in sentence number `sentence`; offsets are those of the section."""

    sentence: int
    start: int
    end: int
    entity: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper as the rules see it: sentences in order, entities by number, and the places where they meet."""

    sentences: tuple[Sentence, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    strings: tuple[frozenset[str], ...]
    certainty: tuple[float, ...]
    by_entity: tuple[tuple[Place, ...], ...]
    by_sentence: tuple[tuple[Place, ...], ...]


def _sentences(sections: Sequence[SectionText]) -> tuple[Sentence, ...]:
    cut = [
        (section.name, start, end, section.text[start:end])
        for section in sections
        for start, end in section.sentences or ((0, len(section.text)),)
    ]
    told = functions([(name, text) for name, _, _, text in cut])
    return tuple(Sentence(*parts, function) for parts, function in zip(cut, told, strict=True))


def read(sections: Sequence[SectionText], groups: Sequence[Group], names: Sequence[str]) -> Reading:
    """Return the reading of a paper; a mention that crosses the end of a sentence belongs to the one it starts in."""
    sentences = _sentences(sections)
    first: dict[str, int] = {}
    starts: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences):
        first.setdefault(sentence.section, number)
        starts.setdefault(sentence.section, []).append(sentence.start)
    by_entity: list[tuple[Place, ...]] = []
    by_sentence: list[list[Place]] = [[] for _ in sentences]
    for entity, found in enumerate(groups):
        places = sorted(
            Place(first[m.section] + max(bisect_right(starts[m.section], m.start) - 1, 0), m.start, m.end, entity) for m in found.mentions
        )
        by_entity.append(tuple(places))
        for place in places:
            by_sentence[place.sentence].append(place)
    return Reading(
        sentences=sentences,
        names=tuple(names),
        labels=tuple(found.label for found in groups),
        strings=tuple(frozenset(mention.text for mention in found.mentions) for found in groups),
        certainty=tuple(found.certainty for found in groups),
        by_entity=tuple(by_entity),
        by_sentence=tuple(tuple(sorted(places)) for places in by_sentence),
    )


def closest(reading: Reading, left: int, right: int) -> tuple[Place, Place]:
    """Return the two places of two entities that stand nearest to each other, the first such pair on a tie."""
    others = reading.by_entity[right]
    pairs = [
        (place, other)
        for place in reading.by_entity[left]
        for other in others[max(bisect_left(others, place) - 1, 0) : bisect_left(others, place) + 1]
    ]
    return min(pairs, key=lambda pair: (_distance(reading, *pair), pair))


def _distance(reading: Reading, one: Place, two: Place) -> tuple[bool, int, int]:
    apart = reading.sentences[one.sentence].section != reading.sentences[two.sentence].section
    return apart, abs(one.sentence - two.sentence), abs(one.start - two.start)


def _last(reading: Reading, place: Place) -> int:
    """Return the number of the sentence in which the place ends."""
    number = place.sentence
    while place.end > reading.sentences[number].end and number + 1 < len(reading.sentences):
        if reading.sentences[number + 1].section != reading.sentences[number].section:
            break
        number += 1
    return number


def _within(place: Place | None, start: int) -> Span:
    return NO_SPAN if place is None else (place.start - start, place.end - start)


def quote(reading: Reading, subject: Place | None, object_: Place | None) -> Quote:
    """Return the sentences of one section that hold the places that are given; at least one is."""
    places = [place for place in (subject, object_) if place is not None]
    start = reading.sentences[min(place.sentence for place in places)].start
    last = reading.sentences[max(_last(reading, place) for place in places)]
    return Quote(last.section, start, last.end, _within(subject, start), _within(object_, start))


def quotes(reading: Reading, subject: Place, object_: Place) -> tuple[Quote, ...]:
    """Return one quote where both places stand in the same or in neighbouring sentences of a section, else two."""
    apart, sentences, _ = _distance(reading, subject, object_)
    if not apart and sentences <= 1:
        return (quote(reading, subject, object_),)
    return quote(reading, subject, None), quote(reading, None, object_)
