"""Mentions to the extraction of one paper: local entities with names and roles, relations, results.

    mentions -> grouping -> names -> reading -> roles -> relations, results
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.grouping import Group, group
from kg.extract.quotes import quote, read
from kg.extract.relations import relate
from kg.extract.results import measure
from kg.extract.roles import assign
from kg.extract.text import SectionText
from kg.lexicon import normalise
from kg.model import Definition, Extraction, LocalEntity, Mention

__all__ = ["assemble", "canonical"]

_ACRONYM = re.compile(r"\s*\([^()\s]*[A-Z][^()\s]*[A-Z][^()\s]*\)")
_PROPER = re.compile(r"[a-z0-9]?[A-Z]{2}|[a-z][A-Z]|\d|^[^\sa-z]+$")
_TITLE_WORD = re.compile(r"^[A-Z][a-z'’]+$")


def _is_proper(text: str) -> bool:
    """Tell whether a string is written as a proper name: inner capitals or digits in its only word."""
    return " " not in text.strip() and bool(_PROPER.search(text))


def _singular(text: str) -> str:
    """Return a name with its last word in the singular, its case kept."""
    head, space, last = text.rpartition(" ")
    one = normalise(last)
    low = last.lower()
    if one == low or "-" in last or one[:2] != low[:2]:
        return text
    return head + space + (last[: len(one)] if low.startswith(one) else one)


def _lower(text: str) -> str:
    """Return a name with plain capitalised words in lower case; acronyms and names with inner capitals stay."""
    return "-".join(
        " ".join(word.lower() if _TITLE_WORD.match(word) else word for word in part.split(" ")) for part in text.split("-")
    )


def _form(texts: Counter[str]) -> str:
    """Return the most frequent of the strings, lower case before capitals, then the first written."""
    return min(texts, key=lambda text: (not text.islower(), -texts[text]))


def canonical(found: Group, title: str) -> str:
    """Return the name of a local entity: a proper name as written, else the full form in the singular and lower case.

    >>> canonical(Group("large language model", "Method", 1.0, (Mention("abstract", 0, 4, "LLMs", "Method", "", "x", 1.0),
    ...     Mention("abstract", 9, 30, "Large Language Models", "Method", "", "x", 1.0))), "")
    'large language model'
    """
    texts = Counter(_ACRONYM.sub("", mention.text).strip() or mention.text for mention in found.mentions)
    proper = Counter({text: count for text, count in texts.items() if _is_proper(text)})
    full = Counter({text: count for text, count in texts.items() if not _is_proper(text)})
    if not full:
        return _singular(_form(proper))
    coined = [text for text in proper if title.startswith(f"{text}:") or re.search(r"[a-z]{2}[A-Z]|[A-Z][a-z]+-?[A-Z]", text)]
    if coined:
        return min(coined, key=lambda text: -proper[text])
    form = _form(full)
    if form.islower():
        return _singular(form)
    named = title.startswith(f"{form}:") or any(
        mention.section != "title" and mention.text == form and mention.start > 0 for mention in found.mentions
    )
    single = " " not in form
    if named and (single or normalise(form) == form.lower()) and not _singular(form) != form:
        return form
    return _singular(_lower(form))


def _unique(names: Sequence[str], found: Sequence[Group]) -> tuple[str, ...]:
    """Return the names, each once: a name that is taken gives way to the entity's own string, then to a number."""
    used: set[str] = set()
    told = []
    for name, one in zip(names, found, strict=True):
        choices = (name, *(mention.text for mention in one.mentions), *(f"{name} ({number})" for number in range(2, len(names) + 3)))
        choice = next(text for text in choices if text not in used)
        used.add(choice)
        told.append(choice)
    return tuple(told)


def assemble(sections: Sequence[SectionText], mentions: Sequence[Mention], definitions: Sequence[Definition]) -> Extraction:
    """Return what one paper says: its mentions with the names of their entities, roles, relations and results.

    The mentions come without entities; the answer is a function of the arguments alone.
    """
    order = {section.name: number for number, section in enumerate(sections)}
    ordered = sorted(mentions, key=lambda mention: (order[mention.section], mention))
    found = group(ordered, definitions)
    title = next((section.text for section in sections if section.name == "title"), "")
    names = _unique([canonical(one, title) for one in found], found)
    reading = read(sections, found, names)
    roles = assign(reading)
    entities = tuple(
        LocalEntity(name, one.label, role.name, round(role.confidence * one.certainty, 3), (quote(reading, None, role.place),), "cue:role")
        for name, one, role in zip(names, found, roles, strict=True)
    )
    named = [replace(mention, entity=name) for name, one in zip(names, found, strict=True) for mention in one.mentions]
    return Extraction(
        mentions=tuple(sorted(named, key=lambda mention: (order[mention.section], mention))),
        entities=entities,
        relations=relate(reading, roles),
        results=measure(reading, roles),
        definitions=tuple(definitions),
    )
