"""Which records are one paper, what its id is, and which of their words win: functions of the set, never of its order.

Two records are one paper where they share an id, or have the same normalised title and overlapping abstracts, or one lacks
an abstract. A record without abstract whose title several different papers share stays apart from them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kg.model import Author, Paper

__all__ = ["Clusters", "Work", "merge_records", "overlap", "slugged", "title_key"]

_SCHEMES = ("arxiv", "doi")
OVERLAP = 0.8
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Work:
    """One paper: its id, the record that its records come to (with all ids), and the keys of those records."""

    id: str
    paper: Paper
    members: tuple[int, ...]


class Clusters(Generic[Key]):
    """Disjoint sets; the least member of each represents it, so the result does not depend on the order of the unions.

    >>> sets = Clusters[str]()
    >>> sets.union("c", "b"); sets.union("b", "a")
    >>> sets.find("c"), sets.find("d")
    ('a', 'd')
    """

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}

    def find(self, item: Key) -> Key:
        """Return the least member of an item's set."""
        root = item
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while item != root:
            self._parent[item], item = root, self._parent.get(item, item)
        return root

    def union(self, one: Key, other: Key) -> None:
        """Make the sets of two items one."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parent[high] = low


def slugged(name: str, of: str, digits: int) -> str:
    """Return a readable part of an id: the ASCII letters of a name, and so many hex digits of the hash of what it stands for.

    >>> slugged("KV cache", "kv cache", 8)
    'kv-cache-26e1d998'
    """
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:48].strip("-") or "x"
    return f"{slug}-{hashlib.sha256(of.encode()).hexdigest()[:digits]}"


def title_key(title: str) -> str:
    """Return the form of a title by which two records are compared: letters and digits only, folded.

    >>> title_key("KIVI: A Tuning-Free  2bit Quantization") == title_key("KIVI - a tuning free 2bit quantization")
    True
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold())
    return " ".join(words) or title.strip()


def _grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def overlap(one: str, other: str) -> float:
    """Return the share of word 5-grams of the shorter text that the other holds too, 0 to 1.

    >>> overlap("a b c d e f", "x a b c d e f y"), overlap("a b c d e", "a b c d x")
    (1.0, 0.0)
    """
    mine, theirs = _grams(one), _grams(other)
    return len(mine & theirs) / min(len(mine), len(theirs))


def _join_by_title(group: Sequence[tuple[int, Paper]], sets: Clusters[int]) -> None:
    full = [(key, paper) for key, paper in group if paper.abstract]
    for place, (key, paper) in enumerate(full):
        for other_key, other in full[:place]:
            if paper.abstract == other.abstract or overlap(paper.abstract, other.abstract) >= OVERLAP:
                sets.union(key, other_key)


def _join_bare(group: Sequence[tuple[int, Paper]], full_roots: set[int], sets: Clusters[int]) -> None:
    bare = [key for key, paper in group if not paper.abstract]
    for key in bare[1:]:
        sets.union(key, bare[0])
    if bare and len(full_roots) == 1:
        sets.union(bare[0], next(iter(full_roots)))


def _cluster(records: Sequence[tuple[int, Paper]]) -> list[list[tuple[int, Paper]]]:
    sets, owner = Clusters[int](), dict[str, int]()
    by_title: dict[str, list[tuple[int, Paper]]] = defaultdict(list)
    for key, paper in records:
        by_title[title_key(paper.title)].append((key, paper))
        for curie in paper.ids:
            sets.union(key, owner.setdefault(curie, key))
    for group in by_title.values():
        _join_by_title(group, sets)
    roots = {title: {sets.find(key) for key, paper in group if paper.abstract} for title, group in by_title.items()}
    for title, group in by_title.items():
        _join_bare(group, roots[title], sets)
    clusters: dict[int, list[tuple[int, Paper]]] = defaultdict(list)
    for key, paper in records:
        clusters[sets.find(key)].append((key, paper))
    return list(clusters.values())


def _longest(values: Iterable[str | None]) -> str | None:
    known = [v for v in values if v]
    return min(known, key=lambda v: (-len(v), v)) if known else None


def _most(values: Iterable[int | None]) -> int | None:
    return max((v for v in values if v is not None), default=None)


def _text(paper: Paper) -> tuple[int, tuple[tuple[str, str], ...]]:
    return -sum(len(s.text) for s in paper.sections), tuple((s.name, s.text) for s in paper.sections)


def _authors(papers: Iterable[Paper]) -> tuple[Author, ...]:
    def least(authors: tuple[Author, ...]) -> tuple[int, list[tuple[str, str, tuple[str, ...]]]]:
        return -len(authors), [(a.name, a.orcid or "", a.affiliations) for a in authors]

    return min((p.authors for p in papers), key=least)


def _published(papers: Iterable[Paper]) -> str | None:
    dates = [p.published for p in papers if p.published]
    return min(dates, key=lambda d: (d.startswith("--"), -len(d), d)) if dates else None


def _scheme_rank(curie: str) -> tuple[int, str]:
    scheme = curie.partition(":")[0]
    return (_SCHEMES.index(scheme) if scheme in _SCHEMES else len(_SCHEMES) + (scheme == "title"), curie)


def _merged(papers: Sequence[Paper]) -> Paper:
    winner = min(papers, key=_text)
    return replace(
        winner,
        record_id="",
        source="",
        format="",
        ids=tuple(sorted({i for p in papers for i in p.ids}, key=_scheme_rank)),
        authors=_authors(papers),
        author_count=_most([*(p.author_count for p in papers), *(len(p.authors) or None for p in papers)]),
        published=_published(papers),
        venue=_longest(p.venue for p in papers),
        url=_longest(p.url for p in papers),
        votes=_most(p.votes for p in papers),
        comments=_most(p.comments for p in papers),
        cites=tuple(sorted({c for p in papers for c in p.cites})),
    )


def _title_ids(papers: Sequence[Paper]) -> dict[int, str]:
    places: Mapping[str, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        places[title_key(paper.title)].append(place)
    return {
        place: "title:" + hashlib.sha256((title if len(same) == 1 else f"{title}\n{papers[place].abstract}").encode()).hexdigest()[:16]
        for title, same in places.items()
        for place in same
    }


def merge_records(records: Iterable[tuple[int, Paper]]) -> list[Work]:
    """Return the papers that keyed records come to, sorted by id.

    A paper's id is the best of its ids, arXiv before DOI before others before the hash of its title; `paper.ids` lists all.

    >>> works = merge_records([(1, Paper("A title")), (2, Paper("A Title", "Text.", ids=("arxiv:2401.01234",)))])
    >>> [(w.id, w.members, w.paper.abstract) for w in works]
    [('arxiv:2401.01234', (1, 2), 'Text.')]
    """
    clusters = _cluster(sorted(records, key=lambda r: r[0]))
    papers = [_merged([paper for _, paper in cluster]) for cluster in clusters]
    title_ids = _title_ids(papers)
    works = []
    for place, (cluster, paper) in enumerate(zip(clusters, papers, strict=True)):
        ids = (*paper.ids, title_ids[place])
        works.append(Work(ids[0], replace(paper, ids=ids), tuple(sorted(key for key, _ in cluster))))
    return sorted(works, key=lambda w: (w.id, w.members))
