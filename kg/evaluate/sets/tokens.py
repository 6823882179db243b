"""Records of tokens with labels, made into texts: ranges of tokens (the SciERC shape) and tags of tokens (BIO)."""

from __future__ import annotations

from collections.abc import Sequence

from kg.evaluate.sets.labelled import Labelled, rebuild
from kg.model import Span

__all__ = ["of_ranges", "of_tags", "tag_ranges"]


def tag_ranges(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the ranges of tokens, end exclusive, that BIO tags mark; an I that continues nothing begins a range.

    >>> tag_ranges(["B-TASK", "I-TASK", "O", "I-DATASET", "B-DATASET"])
    [(0, 2, 'TASK'), (3, 4, 'DATASET'), (4, 5, 'DATASET')]
    """
    found: list[tuple[int, int, str]] = []
    for n, tag in enumerate(tags):
        side, _, label = tag.partition("-")
        if side == "I" and found and found[-1][1:] == (n, label):
            found[-1] = (found[-1][0], n + 1, label)
        elif side in ("B", "I") and label:
            found.append((n, n + 1, label))
        elif tag != "O":
            raise ValueError(f"a tag of B-, I- or O, not {tag!r}")
    return found


def of_tags(key: str, tokens: Sequence[str], tags: Sequence[str]) -> Labelled:
    """Return one sentence of tokens with BIO tags as a text.

    >>> of_tags("s1", ["Deep", "nets", "(", "DN", ")"], ["B-long", "I-long", "O", "B-short", "O"]).spans
    ((0, 9, 'long'), (11, 13, 'short'))
    """
    text, sentences, places = rebuild([[str(token) for token in tokens]])
    if len(tokens) != len(tags):
        raise ValueError(f"a tag for each of {len(tokens)} tokens, not {len(tags)}")
    spans = tuple((places[start][0], places[end - 1][1], label) for start, end, label in tag_ranges(tags))
    return Labelled(key, text, tuple(sentences), spans)


def of_ranges(
    key: str,
    sentences: Sequence[Sequence[str]],
    ner: Sequence[Sequence[tuple[int, int, str]]],
    relations: Sequence[Sequence[tuple[int, int, int, int, str]]],
) -> Labelled:
    """Return a document whose spans are ranges of its tokens, numbered through the document, end inclusive.

    >>> one = of_ranges("d1", [["Nets", "parse"], ["It", "works"]], [[(0, 0, "Method")], [(2, 2, "Generic")]], [[], []])
    >>> one.text, one.spans
    ('Nets parse It works', ((0, 4, 'Method'), (11, 13, 'Generic')))
    """
    text, bounds, places = rebuild(sentences)

    def span(first: int, last: int) -> Span:
        """Return a range of tokens as characters."""
        if not 0 <= first <= last < len(places):
            raise ValueError(f"token {first} to {last} of {len(places)}")
        return places[first][0], places[last][1]

    spans = {(*span(first, last), str(label)) for row in ner for first, last, label in row}
    related = {(span(a, b), span(c, d), str(label)) for row in relations for a, b, c, d, label in row}
    return Labelled(key, text, tuple(bounds), tuple(sorted(spans)), tuple(sorted(related)))
