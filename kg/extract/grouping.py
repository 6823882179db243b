"""Mentions to local entities: which strings of one paper name one thing, and its label.

Strings are joined by their key (case, plural, hyphen, defined acronyms spelled out), by the bag of their word stems
(`quantizing the KV cache`, `KV cache quantization`), by a definition, and by a generic last word (`MCG`, `MCG model`) where the
labels are the same. Nothing joins across different digits, versions or sizes: they are words of every key.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.identity import Clusters
from kg.lexicon import normalise
from kg.model import Definition, Mention

__all__ = ["LABELS", "Group", "acronyms", "group", "key", "merge_groups", "stems"]

LABELS = ("Method", "Dataset", "Task", "Metric", "Concept")
"""The labels in the order that settles a tie."""

_TAILS = {
    "Method": frozenset("architecture framework mechanism model network prompting scheme strategy".split()),
    "Dataset": frozenset("benchmark corpus dataset".split()),
    "Task": frozenset("problem task".split()),
    "Metric": frozenset("metric score".split()),
}
_CAPITALS = re.compile(r"[A-Z]{2,7}s?")
_SMALL_WORDS = frozenset("a an the of in on for to from with by and or via using its their".split())
_SUFFIX = re.compile(r"(?:i[sz]ations?|i[sz]ing|i[sz]ed|i[sz]e|ations?|itions?|ings?|ions?|ments?|ed|ers?|ors?|es|e|s)$")
_COMPARATIVES = frozenset(
    "bigger broader cheaper cleaner closer deeper denser easier faster finer fewer greater harder higher larger lighter longer lower "
    "richer sharper shorter slower smaller smarter softer stronger tighter weaker wider".split()
)
_ACRONYM = re.compile(r"\s*\([^()\s]*[A-Z][^()\s]*[A-Z][^()\s]*\)")


@dataclass(frozen=True, slots=True)
class Group:
    """The mentions of one local entity in the order of reading, its key, its label, and how sure it is that it is one.

    `certainty` is the confidence of its surest mention times the share of confidence that chose the label.
    """

    key: str
    label: str
    certainty: float
    mentions: tuple[Mention, ...]


@lru_cache(maxsize=1 << 12)
def _base(text: str) -> str:
    return normalise(_ACRONYM.sub("", text) or text)


def key(text: str, short: Mapping[str, str] | None = None) -> str:
    """Return what two strings of one name share, with the acronyms of `short` spelled out.

    >>> key("KV-Caches"), key("Key-Value (KV) cache"), key("KV caches", {"kv": "key value"})
    ('kv cache', 'key value cache', 'key value cache')
    >>> key("GPT-3") == key("GPT-4")
    False
    """
    base = _base(text)
    if not short:
        return base
    return short.get(base) or " ".join(short.get(word, word) for word in base.split(" "))


@lru_cache(maxsize=1 << 12)
def _stem(word: str) -> str:
    cut = word if word in _COMPARATIVES else _SUFFIX.sub("", word)
    return cut if len(cut) >= 4 else word


def stems(text: str) -> frozenset[str]:
    """Return the word stems of a key, small words left out: the order and the class of the words do not count.

    >>> stems("quantizing the kv cache") == stems("kv cache quantization")
    True
    """
    return frozenset(_stem(word) for word in text.split(" ") if word not in _SMALL_WORDS)


def acronyms(definitions: Iterable[Definition]) -> dict[str, str]:
    """Return short key -> long key, without the acronyms that the text defines twice with different meanings.

    >>> acronyms([Definition("abstract", "LLMs", "large language models", (23, 27), (0, 21))])
    {'llm': 'large language model'}
    """
    found: dict[str, set[str]] = defaultdict(set)
    for definition in definitions:
        found[normalise(definition.short)].add(normalise(definition.long))
    return {short: min(longs) for short, longs in sorted(found.items()) if len(longs) == 1}


def _vote(mentions: Iterable[Mention]) -> tuple[str, float]:
    """Return the label with most confidence behind it, and its share."""
    votes = dict.fromkeys(LABELS, 0.0)
    for mention in mentions:
        votes[mention.label] = votes.get(mention.label, 0.0) + max(mention.confidence, 1e-6)
    best = max(votes, key=lambda label: votes[label])
    return best, votes[best] / sum(votes.values())


def _join_stems(sets: Clusters[str], labels: Mapping[str, str]) -> None:
    """Join keys of two or more content words that have the same stems and the same label."""
    bags: dict[tuple[str, frozenset[str]], str] = {}
    for text, label in labels.items():
        bag = stems(text)
        if len(bag) >= 2 and " to " not in text:
            sets.union(bags.setdefault((label, bag), text), text)


def _join_tails(sets: Clusters[str], labels: Mapping[str, str]) -> None:
    """Join a key with itself less its generic last word, where both have the label that the word goes with."""
    for text, label in labels.items():
        head, _, tail = text.rpartition(" ")
        if tail in _TAILS.get(label, ()) and labels.get(head) == label:
            sets.union(head, text)


def _join_initials(sets: Clusters[str], mentions: Sequence[Mention], keys: Sequence[str]) -> None:
    """Join an acronym that the text does not define with the one key whose initials it is: `LLM`, `large language model`."""
    shorts = {text: m.text for m, text in zip(mentions, keys, strict=True) if _CAPITALS.fullmatch(m.text)}
    longs: dict[str, set[str]] = defaultdict(set)
    for text in dict.fromkeys(keys):
        words = text.split(" ")
        if len(words) >= 2:
            longs["".join(word[0] for word in words)].add(text)
            longs["".join(word[0] for word in words if word not in _SMALL_WORDS)].add(text)
    for text, written in shorts.items():
        found = longs.get(written.removesuffix("s").casefold(), set())
        if len(found) == 1:
            sets.union(text, min(found))


def _join_definitions(sets: Clusters[str], mentions: Sequence[Mention], keys: Sequence[str], definitions: Iterable[Definition]) -> None:
    """Join a short form with the mention that ends where its long form ends and takes no modifier more."""
    starts = {(mention.section, mention.start): text for mention, text in zip(mentions, keys, strict=True)}
    ends = {(mention.section, mention.end): (mention.start, text) for mention, text in zip(mentions, keys, strict=True)}
    clear = acronyms(definitions)
    for definition in definitions:
        if normalise(definition.short) not in clear:
            continue
        short = starts.get((definition.section, definition.short_span[0]))
        start, long = ends.get((definition.section, definition.long_span[1]), (-1, ""))
        if short is not None and start >= definition.long_span[0]:
            sets.union(short, long)


def group(mentions: Sequence[Mention], definitions: Sequence[Definition]) -> tuple[Group, ...]:
    """Return the local entities of one paper, in the order of their first mention in `mentions`."""
    short = acronyms(definitions)
    spelled = {text: key(text, short) for text in dict.fromkeys(mention.text for mention in mentions)}
    keys = [spelled[mention.text] for mention in mentions]
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention, text in zip(mentions, keys, strict=True):
        by_key[text].append(mention)
    labels = {text: _vote(by_key[text])[0] for text in sorted(by_key)}
    sets = Clusters[str]()
    _join_stems(sets, labels)
    _join_tails(sets, labels)
    _join_definitions(sets, mentions, keys, definitions)
    _join_initials(sets, mentions, keys)
    members: dict[str, list[Mention]] = defaultdict(list)
    for mention, text in zip(mentions, keys, strict=True):
        members[sets.find(text)].append(mention)
    return tuple(_group(text, found) for text, found in members.items())


def merge_groups(groups: Sequence[Group]) -> Group:
    """Return one group of several: the key of the first, the mentions of all in the order of reading, the label with most confidence."""
    order = {section: n for n, section in enumerate(dict.fromkeys(m.section for group in groups for m in group.mentions))}
    mentions = sorted((m for group in groups for m in group.mentions), key=lambda m: (order[m.section], m))
    return _group(groups[0].key, mentions)


def _group(text: str, mentions: Sequence[Mention]) -> Group:
    label, share = _vote(mentions)
    return Group(text, label, share * max(mention.confidence for mention in mentions), tuple(mentions))
