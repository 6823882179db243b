"""Mentions to the extraction of one paper: local entities with names and roles, relations, results.

mentions -> groups -> names -> reading -> judged by the heads -> roles -> relations, results
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, count

from kg.extract.encoder import Judged, Sight, load_encoder
from kg.extract.features import KINDS
from kg.extract.grouping import Group, group
from kg.extract.longforms import whole_forms
from kg.extract.mentions import Seen
from kg.extract.quotes import Reading, quote, read
from kg.extract.relations import relate
from kg.extract.results import Value, measure, values
from kg.extract.roles import assign
from kg.extract.sameness import joined
from kg.extract.text import SectionText
from kg.extract.windows import Page, word_places
from kg.lexicon import normalise
from kg.model import Definition, Extraction, LocalEntity, Span

__all__ = ["Judge", "Scene", "assemble", "canonical", "groups_of", "scene"]

_ACRONYM = re.compile(r"\s*\([^()\s]*[A-Z][^()\s]*[A-Z][^()\s]*\)")
_PROPER = re.compile(r"[a-z0-9]?[A-Z]{2}|[a-z][A-Z]|\d|^[^\sa-z]+$|^[A-Z]-[A-Z]")
_COINED = re.compile(r"[a-z]{2}[A-Z]|[A-Z][a-z]+-?[A-Z]")
_WORD = re.compile(r"[^\s-]+")
_TITLE_WORD = re.compile(r"A|[A-Z][a-z']+")
_CAPITAL = re.compile(r"[A-Z]")
_PARTICIPLE = re.compile(r"(?<=-)(tun|train)ed$")


def _is_proper(text: str) -> bool:
    """Tell whether a string is written as a proper name: inner capitals or digits in its only word."""
    return " " not in text and bool(_PROPER.search(text))


@lru_cache(maxsize=1 << 12)
def _singular(text: str) -> str:
    """Return a name with its last word in the singular, its case kept; `number of parameters` stays."""
    head, space, last = text.rpartition(" ")
    one, low = normalise(last), last.lower()
    if last.isupper() or "-" in last or one == low or one[:2] != low[:2] or re.search(r" (?:of|and|from|for|with|by|in|on) ", text):
        return text
    return head + space + (last[: len(one)] if low.startswith(one) else one)


def _lower(text: str) -> str:
    """Return a name with plain capitalised words in lower case; acronyms and names with inner capitals stay."""
    return _WORD.sub(lambda word: word[0].lower() if _TITLE_WORD.fullmatch(word[0]) else word[0], text)


def _first(texts: Counter[str]) -> str:
    """Return the string to name an entity by: lower case before capitals, then the most frequent, then the first written."""
    return min(texts, key=lambda text: (not text.islower(), -texts[text]))


def _written(found: Group, text: str, opening: Collection[tuple[str, int]]) -> bool:
    """Tell whether the capitals of a form belong to it: `Poisson process`, `Stable Diffusion`, `Transformers`, but no plural long form.

    Only running text tells; where a sentence starts, the later words do.
    """
    words = text.split(" ")
    told = [m for m in found.mentions if m.text == text and m.section != "title"]
    middle = any((m.section, m.start) not in opening for m in told)
    later = len(words) > 1 and all(_CAPITAL.match(word) for word in words[1:])
    alone = len(words) == 1 and len(told) > 1 and len({m.text for m in found.mentions if m.section != "title"}) == 1
    if not middle and not (told and (later or alone)):
        return False
    mixed = middle and any(word.islower() for word in words)
    return mixed or (found.label in ("Method", "Dataset") and (_singular(text) == text or len(words) == 1))


def canonical(found: Group, title: str, opening: Collection[tuple[str, int]] = ()) -> str:
    """Return the name of a local entity: a proper name as written, else the full form in the singular and lower case.

    `opening` holds section and start of each sentence: a capital there says nothing.

    >>> from kg.model import Mention
    >>> texts = ("LLMs", "Large Language Models")
    >>> mentions = tuple(Mention("abstract", 0, len(text), text, "Method", "", "x", 1.0) for text in texts)
    >>> canonical(Group("large language model", "Method", 1.0, mentions), "")
    'large language model'
    """
    texts = Counter(_ACRONYM.sub("", mention.text).strip() or mention.text for mention in found.mentions)
    proper = Counter({text: count for text, count in texts.items() if _is_proper(text)})
    full = Counter({text: count for text, count in texts.items() if text not in proper})
    coined = [text for text in proper if title.startswith(f"{text}:") or _COINED.search(text)]
    if coined or not full:
        return _singular(_first(Counter({text: proper[text] for text in coined or proper})))
    form = _first(full)
    if title.startswith(f"{form}:"):
        return form
    written = Counter({text: count for text, count in full.items() if count >= full[form] and _written(found, text, opening)})
    return _PARTICIPLE.sub(r"\1ing", _singular(_first(written) if written else _lower(form)))


def _unique(names: Sequence[str], found: Sequence[Group]) -> tuple[str, ...]:
    """Return the names, each once: a name that is taken gives way to the entity's own string, then to a number."""
    used: set[str] = set()
    told = []
    for name, one in zip(names, found, strict=True):
        choices = chain((name,), (mention.text for mention in one.mentions), (f"{name} ({number})" for number in count(2)))
        choice = next(text for text in choices if text not in used)
        used.add(choice)
        told.append(choice)
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Scene:
    """A paper before it is judged: its groups and their reading, the figures that may be results, and what the heads hold of all."""

    groups: tuple[Group, ...]
    reading: Reading
    values: tuple[Value, ...]
    judged: Judged


Judge = Callable[[Page, Sight, Sequence[Span], Sequence[int], Sequence[int]], Judged]
"""What looks at entities: page, sight, ranges of words, the entity of each, the kind of each entity by number."""


def groups_of(seen: Seen, sections: Sequence[SectionText], definitions: Sequence[Definition]) -> list[Group]:
    """Return the groups of a paper's mentions, by their strings and its acronyms, in the order of reading."""
    order = {section.name: number for number, section in enumerate(sections)}
    texts = {section.name: section.text for section in sections}
    whole = whole_forms(seen.mentions, definitions, texts)
    ordered = sorted(whole, key=lambda mention: (order[mention.section], mention))
    return list(group(ordered, definitions))


def scene(seen: Seen, sections: Sequence[SectionText], found: Sequence[Group], judge: Judge) -> Scene:
    """Return the local entities of a paper, named and placed, and what the heads hold of them and of the figures."""
    title = next((section.text for section in sections if section.name == "title"), "")
    opening = {(section.name, start) for section in sections for start, _ in section.sentences}
    names = _unique([canonical(one, title, opening) for one in found], found)
    reading = read(sections, found, names)
    figures = values(seen, sections, reading)
    words = word_places(seen.page, sections)
    spans: list[Span] = []
    owner: list[int] = []
    for number, one in enumerate(found):
        ranges = [words.span(mention.section, mention.start, mention.end) for mention in one.mentions]
        spans += [span for span in ranges if span is not None]
        owner += [number] * (len(spans) - len(owner))
    spans += [value.span for value in figures]
    owner += range(len(found), len(found) + len(figures))
    kinds = [KINDS.index(one.label) for one in found] + [len(KINDS)] * len(figures)
    return Scene(tuple(found), reading, tuple(figures), judge(seen.page, seen.sight, spans, owner, kinds))


def assemble(seen: Seen, sections: Sequence[SectionText], definitions: Sequence[Definition]) -> Extraction:
    """Return what one paper says: its mentions with the names of their entities, roles, relations and results."""
    order = {section.name: number for number, section in enumerate(sections)}
    groups = joined(seen.page, seen.sight, sections, groups_of(seen, sections, definitions))
    found = scene(seen, sections, groups, load_encoder().judge)
    reading = found.reading
    roles = assign(reading, found.judged)
    entities = tuple(
        LocalEntity(name, one.label, role.name, round(role.confidence, 3), (quote(reading, None, role.place),), "roles")
        for name, one, role in zip(reading.names, found.groups, roles, strict=True)
    )
    pairs = zip(reading.names, found.groups, strict=True)
    named = [replace(mention, entity=name, label=one.label) for name, one in pairs for mention in one.mentions]
    return Extraction(
        mentions=tuple(sorted(named, key=lambda mention: (order[mention.section], mention))),
        entities=entities,
        relations=relate(reading, roles, found.judged),
        results=measure(reading, roles, found.judged, found.values),
        definitions=tuple(definitions),
    )
