"""Which groups of strings of one paper are one thing after all: `motion imitator` and `imitator`, `PaSS` and what it stands for.

Grouping by keys joins what is surely one; here a network looks at the pairs of groups that share a word or may be short and long form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.encoder import Sight
from kg.extract.grouping import Group, merge_groups, stems
from kg.extract.nets import load_nets
from kg.extract.text import SectionText
from kg.extract.windows import Page, word_places
from kg.identity import Clusters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Likeness", "join", "joined", "likenesses"]

_MOST = 150
_DEFINITE = frozenset("the our this these its such proposed".split())


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two groups by number that may be one thing, the longer name first, and the features of the pair."""

    longer: int
    shorter: int
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of one group: its words and stems, its ranges of words, its mean state, and how it stands in the text."""

    group: Group
    words: tuple[str, ...]
    stems: frozenset[str]
    spans: tuple[tuple[int, int], ...]
    state: Floats
    short: bool
    definite: bool
    titled: bool


def _facts(found: Page, sight: Sight, sections: Sequence[SectionText], groups: Sequence[Group]) -> list[_Facts]:
    import numpy as np

    places = word_places(found, sections)
    told = []
    for group in groups:
        ranges = [places.span(mention.section, mention.start, mention.end) for mention in group.mentions]
        spans = tuple(span for span in ranges if span is not None)
        means = [sight.states[start:end].mean(axis=0) for start, end in spans] or [np.zeros(sight.states.shape[1], np.float32)]
        mean = np.asarray(np.mean(means, axis=0), np.float32)
        before = {found.words[start - 1].text.lower() for start, _ in spans if start}
        told.append(
            _Facts(
                group,
                tuple(group.key.split(" ")),
                stems(group.key),
                spans,
                mean / max(float(np.linalg.norm(mean)), 1e-6),
                any(" " not in m.text and sum(c.isupper() for c in m.text) >= 2 for m in group.mentions),
                bool(before & _DEFINITE),
                any(end <= found.title for _, end in spans),
            )
        )
    return told


def _letters(short: str, words: Sequence[str]) -> bool:
    """Tell whether the letters of a short form stand in a long one in order, its first letter first."""
    rest = iter("".join(words))
    return len(words) > 1 and short[:1] == words[0][:1] and all(letter in rest for letter in short if letter.isalnum())


def _near(one: _Facts, two: _Facts) -> int:
    return min((max(a[0] - b[1], b[0] - a[1], 0) for a in one.spans for b in two.spans), default=999)


def _row(found: Page, one: _Facts, two: _Facts) -> dict[str, float]:
    shared = len(one.stems & two.stems)
    near = _near(one, two)
    labels = " ".join(sorted((one.group.label, two.group.label)))
    first = min(one.spans, default=(0, 0)) <= min(two.spans, default=(0, 0))
    return {
        "suffix": float(one.words[-len(two.words) :] == two.words),
        "prefix": float(one.words[: len(two.words)] == two.words),
        "subset": float(two.stems <= one.stems),
        "shared": shared / max(len(one.stems | two.stems), 1),
        "head": float(one.words[-1] == two.words[-1]),
        "first": float(one.words[0] == two.words[0]),
        "letters": float(two.short and _letters(two.words[0], one.words)),
        "short": float(two.short),
        "short long": float(one.short),
        f"longer {min(len(one.words), 5)}": 1.0,
        f"shorter {min(len(two.words), 4)}": 1.0,
        "extra": float(len(one.stems - two.stems)),
        f"labels {labels}": 1.0,
        "likeness": float(one.state @ two.state),
        "definite": float(two.definite),
        "titled": float(one.titled),
        "titled shorter": float(two.titled),
        "longer first": float(first),
        "near": 1.0 / (1.0 + near),
        "beside": float(near <= 2),
        "often": min(len(two.spans), 4) / 4,
        "often longer": min(len(one.spans), 4) / 4,
        "sure": one.group.certainty * two.group.certainty,
    }


def likenesses(found: Page, sight: Sight, sections: Sequence[SectionText], groups: Sequence[Group]) -> list[Likeness]:
    """Return the pairs of groups that share a word, or one of which may be a short form of the other."""
    facts = _facts(found, sight, sections, groups)
    told = []
    for n, one in enumerate(facts[:_MOST]):
        for m in range(n + 1, min(len(facts), _MOST)):
            two = facts[m]
            longer, shorter = (n, m) if len(one.words) >= len(two.words) else (m, n)
            if len(facts[longer].words) == len(facts[shorter].words) and facts[longer].short:
                longer, shorter = shorter, longer
            above, below = facts[longer], facts[shorter]
            if above.stems & below.stems or (below.short and _letters(below.words[0], above.words)):
                told.append(Likeness(longer, shorter, _row(found, above, below)))
    holders = [sum(pair.shorter == n and pair.features["suffix"] == 1.0 for pair in told) for n in range(len(facts))]
    return [Likeness(p.longer, p.shorter, {**p.features, f"holders {min(holders[p.shorter], 3)}": 1.0}) for p in told]


def join(groups: Sequence[Group], pairs: Sequence[Likeness], likely: Sequence[float], least: float) -> list[Group]:
    """Return the groups with those joined that are likely enough one thing, in the order of the first of each."""
    sets = Clusters[int]()
    for pair, p in zip(pairs, likely, strict=True):
        if p >= least:
            sets.union(pair.longer, pair.shorter)
    members: dict[int, list[Group]] = {}
    for n, group in enumerate(groups):
        members.setdefault(sets.find(n), []).append(group)
    return [parts[0] if len(parts) == 1 else merge_groups(parts) for parts in members.values()]


def joined(found: Page, sight: Sight, sections: Sequence[SectionText], groups: Sequence[Group]) -> list[Group]:
    """Return the groups of a paper with those joined that the network holds to be one thing."""
    pairs = likenesses(found, sight, sections, groups)
    if not pairs:
        return list(groups)
    net = load_nets()["same"]
    return join(groups, pairs, net.likely(net.rows([pair.features for pair in pairs]))[:, 1].tolist(), net.least[1])
