"""From the names in papers to entities: a pure function of the extractions and of what a person decided.

A local entity's key is the normalised long form of its acronym where its paper defines one, else its normalised name. The same
key is one entity, whatever its kinds. A bare acronym, alone or as a word of a name, joins a long form where the papers that define it
agree on one.
Nothing else merges: another digit, version, size or letter is another key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.decisions import NO_DECISIONS, Decisions
from kg.identity import Clusters, slugged
from kg.lexicon import normalise
from kg.model import Entity, Extraction
from kg.schema import ENTITY_LABELS

__all__ = ["Resolution", "entity_id", "local_keys", "resolve"]

_AGREED = 0.9
_MANY = 10


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, sorted by id, and which of them each local entity is: (paper id, local name) -> entity id."""

    entities: tuple[Entity, ...]
    of: Mapping[tuple[str, str], str]


@dataclass(slots=True)
class _Tally:
    """What the papers say of one key."""

    papers: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    surfaces: Counter[str] = field(default_factory=Counter)
    kind_weight: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    kind_papers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, other: _Tally) -> None:
        """Add what the papers say of another key."""
        self.papers |= other.papers
        self.names += other.names
        self.surfaces += other.surfaces
        for kind, weight in other.kind_weight.items():
            self.kind_weight[kind] += weight
        for kind, papers in other.kind_papers.items():
            self.kind_papers[kind] |= papers


@dataclass(frozen=True, slots=True)
class _Names:
    """What the library says of names: long forms on which papers agree, and names that a person gave, by key."""

    agreed: Mapping[str, str]
    renamed: Mapping[str, str]


def entity_id(key: str) -> str:
    """Return the id of the entity whose least key this is.

    >>> entity_id("kv cache")
    'entity:kv-cache-26e1d998'
    """
    return "entity:" + slugged(key, key, 8)


def _long_forms(extraction: Extraction) -> dict[str, str]:
    """Return the key of the long form for the key of each acronym that one paper defines in one way only."""
    longs: dict[str, set[str]] = defaultdict(set)
    for definition in extraction.definitions:
        longs[normalise(definition.short)].add(normalise(definition.long))
    return {short: min(forms) for short, forms in longs.items() if len(forms) == 1 and forms != {short}}


def _expanded(key: str, longs: Mapping[str, str]) -> str:
    """Return a key with each word that is an acronym written out: `kv cache` is `key value cache`.

    >>> _expanded("kv cache", {"kv": "key value"})
    'key value cache'
    """
    return " ".join(longs.get(word, word) for word in key.split(" "))


def local_keys(extraction: Extraction) -> dict[str, str]:
    """Return the key of each local entity of one paper, by its name."""
    longs = _long_forms(extraction)
    texts: dict[str, set[str]] = defaultdict(set)
    for mention in extraction.mentions:
        texts[mention.entity].add(normalise(mention.text))
    keys = {}
    for entity in extraction.entities:
        own = normalise(entity.name)
        defined = sorted(longs[key] for key in {own, *texts[entity.name]} if key in longs)
        keys[entity.name] = defined[0] if defined else _expanded(own, longs)
    return keys


def _agreed_long_forms(extractions: Iterable[Extraction]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for extraction in extractions:
        for short, long in _long_forms(extraction).items():
            votes[short][long] += 1
    agreed = {}
    for short, forms in votes.items():
        long, count = min(forms.items(), key=lambda item: (-item[1], item[0]))
        if len(forms) == 1 or (count >= _MANY and count >= _AGREED * forms.total()):
            agreed[short] = long
    return agreed


def _tally(papers: Iterable[tuple[str, Extraction, dict[str, str]]]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for paper_id, extraction, keys in papers:
        for entity in extraction.entities:
            tally = tallies[keys[entity.name]]
            tally.papers.add(paper_id)
            tally.names[entity.name] += 1
            tally.kind_papers[entity.label].add(paper_id)
        for mention in extraction.mentions:
            if mention.entity in keys:
                tallies[keys[mention.entity]].surfaces[mention.text] += 1
                tallies[keys[mention.entity]].kind_weight[mention.label] += mention.confidence
    return tallies


def _clusters(keys: Iterable[str], agreed: Mapping[str, str], decisions: Decisions) -> dict[str, list[str]]:
    """Return least key -> all keys of each cluster, after acronyms and decisions."""
    sets = Clusters[str]()
    known = sorted(set(keys))
    apart = {frozenset({normalise(a), normalise(b)}) for group in decisions.splits for a in group for b in group}
    for key in known:
        if frozenset({key, _expanded(key, agreed)}) not in apart:
            sets.union(key, _expanded(key, agreed))
    for group in decisions.merges:
        for name in group[1:]:
            sets.union(normalise(group[0]), normalise(name))
    clusters: dict[str, list[str]] = defaultdict(list)
    for key in known:
        clusters[sets.find(key)].append(key)
    return {min(members): members for members in clusters.values()}


def _shown_name(tally: _Tally, members: Iterable[str], names: _Names) -> str:
    """Return the name by which most papers call it, of those that mean it and no other entity."""
    own = set(members)
    for key in sorted(own & set(names.renamed)):
        return names.renamed[key]
    for counts in (tally.names, tally.surfaces):
        fitting = [name for name in counts if {normalise(name), _expanded(normalise(name), names.agreed)} & own]
        if fitting:
            return min(fitting, key=lambda name: (-counts[name], "(" in name, -len(name), name))
    return min(tally.names, key=lambda name: (-tally.names[name], -len(name), name))


def _kinds(tally: _Tally) -> list[tuple[str, int]]:
    order = {label: place for place, label in enumerate(ENTITY_LABELS)}
    labels = sorted(tally.kind_papers, key=lambda k: (-round(tally.kind_weight.get(k, 0.0), 6), -len(tally.kind_papers[k]), order[k]))
    return [(label, len(tally.kind_papers[label])) for label in labels]


def _entity(least: str, members: list[str], tally: _Tally, names: _Names) -> Entity:
    name, kinds, own = _shown_name(tally, members, names), _kinds(tally), entity_id(least)
    aliases = sorted({*tally.names, *tally.surfaces} - {name})
    others = sorted({entity_id(key) for key in members} - {own})
    return Entity(own, name, kinds[0][0], (own, *others), tuple(aliases), tuple(kinds), (), len(tally.papers))


def resolve(extractions: Mapping[str, Extraction], decisions: Decisions = NO_DECISIONS) -> Resolution:
    """Return the entities that the papers' extractions, by paper id, come to.

    Free of order, and a function of the set of papers: the least key of a cluster gives its id, all its keys' ids stay in `ids`.
    """
    agreed = _agreed_long_forms(extractions[paper] for paper in sorted(extractions))
    keys = {paper: local_keys(extraction) for paper, extraction in sorted(extractions.items())}
    tallies = _tally((paper, extractions[paper], keys[paper]) for paper in keys)
    names = _Names(agreed, {normalise(name): shown for name, shown in decisions.renames})
    entities, id_of = [], {}
    for least, members in sorted(_clusters(tallies, agreed, decisions).items()):
        whole = _Tally()
        for key in members:
            whole.take(tallies[key])
            id_of[key] = entity_id(least)
        entities.append(_entity(least, members, whole, names))
    of = {(paper, name): id_of[key] for paper, found in keys.items() for name, key in found.items()}
    return Resolution(tuple(sorted(entities, key=lambda e: e.id)), of)
