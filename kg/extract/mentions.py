"""Sections to mentions: the encoder sees the words, the tagger reads them, a network decides on each string of the paper.

sections -> page -> sight (encoder) -> tags (tagger) -> proposals -> mentions
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.encoder import Sight, load_encoder
from kg.extract.features import KINDS, features, word_marks
from kg.extract.nets import load_nets
from kg.extract.spans import Proposal, proposals
from kg.extract.tagger import load_tagger, tag_marginals
from kg.extract.text import SectionText
from kg.extract.windows import Page, page
from kg.model import Mention

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Seen", "chosen", "find_mentions", "mention_at"]

EXTRACTOR = "tagger"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, what the encoder sees in it, and its mentions with their ranges of words, in the order of the page."""

    page: Page
    sight: Sight
    mentions: tuple[Mention, ...]
    spans: tuple[tuple[int, int], ...]


def chosen(found: Sequence[Proposal], likely: Floats, least: float) -> list[tuple[tuple[int, int], int, float]]:
    """Return the ranges that are mentions, with kind and probability, none overlapping: of strings that are believed the longest first.

    `likely` holds for each proposal the probability that it is none, then those of the kinds.
    """
    told = []
    taken: set[int] = set()
    order = sorted(range(len(found)), key=lambda n: (-len(range(*found[n].spans[0])), float(likely[n, 0]), n))
    for n in order:
        sure = 1.0 - float(likely[n, 0])
        kind = int(likely[n, 1:].argmax())
        for start, end in found[n].spans if sure >= least else ():
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                told.append(((start, end), kind, float(likely[n, 1 + kind])))
    return sorted(told)


def mention_at(sections: Sequence[SectionText], found: Page, span: tuple[int, int], kind: int, likely: float) -> Mention:
    """Return the mention of a range of words."""
    first, last = found.words[span[0]], found.words[span[1] - 1]
    section = sections[first.section]
    text = section.text[first.start : last.end]
    return Mention(section.name, first.start, last.end, text, KINDS[kind], "", EXTRACTOR, round(max(likely, 0.001), 3))


def find_mentions(sections: Sequence[SectionText], *, use_lexicon: bool = True) -> Seen:
    """Return the mentions of a paper's sections, with what was seen on the way."""
    found = page(sections)
    sight = load_encoder().see(found)
    marks = word_marks(found, sections, use_lexicon=use_lexicon)
    tags = tag_marginals(load_tagger(), features(found, marks, sight.tags))
    proposed = proposals(found, tags, sight.tags, marks, [section.text for section in sections])
    if not proposed:
        return Seen(found, sight, (), ())
    net = load_nets()["strings"]
    told = chosen(proposed, net.likely(_matrix(proposed)), net.least[0])
    mentions = tuple(mention_at(sections, found, span, kind, likely) for span, kind, likely in told)
    return Seen(found, sight, mentions, tuple(span for span, _, _ in told))


def _matrix(proposed: Sequence[Proposal]) -> Floats:
    import numpy as np

    return np.array([one.features for one in proposed], np.float32)
