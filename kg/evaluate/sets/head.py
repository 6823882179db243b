"""A tagging head refitted on the train file of a set: a CRF over the features of words, kept in memory, never shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.evaluate.sets.labelled import Labelled, Marked
from kg.evaluate.sets.tokens import tag_ranges
from kg.model import Span

__all__ = ["Featured", "Head", "marked", "refit", "tag", "tags_of"]


@dataclass(frozen=True, slots=True)
class Featured:
    """One sentence as a CRF reads it: its words as spans of the text, and the features of each."""

    words: tuple[Span, ...]
    features: Sequence[Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Head:
    """A fitted CRF, as CRFsuite writes it."""

    model: bytes


_ITERATIONS = 80
_OPTIONS = {"c1": 0.02, "c2": 1.0, "max_iterations": _ITERATIONS, "feature.possible_transitions": True}


def tags_of(words: Sequence[Span], spans: Iterable[Marked]) -> list[str]:
    """Return a BIO tag for each word; of spans that overlap the longest stands, and one that cuts a word is left out.

    >>> tags_of([(0, 4), (5, 9), (10, 15)], [(5, 9, "Generic"), (0, 9, "Method"), (10, 14, "Task")])
    ['B-Method', 'I-Method', 'O']
    """
    starts = {start: n for n, (start, _) in enumerate(words)}
    ends = {end: n for n, (_, end) in enumerate(words)}
    tags = ["O"] * len(words)
    for start, end, label in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if start in starts and end in ends:
            first, last = starts[start], ends[end]
            if set(tags[first : last + 1]) == {"O"}:
                tags[first : last + 1] = [f"B-{label}", *[f"I-{label}"] * (last - first)]
    return tags


def marked(words: Sequence[Span], tags: Sequence[str]) -> list[Marked]:
    """Return the spans that BIO tags of words mark.

    >>> marked([(0, 4), (5, 9), (10, 15)], ["B-Method", "I-Method", "O"])
    [(0, 9, 'Method')]
    """
    return [(words[first][0], words[end - 1][1], label) for first, end, label in tag_ranges(tags)]


def refit(train: Iterable[Labelled], featured: Callable[[Labelled], Iterable[Featured]]) -> Head:
    """Return a CRF fitted on texts whose sentences `featured` gives; the same texts give the same bytes."""
    from pycrfsuite import Trainer

    trainer = Trainer(algorithm="lbfgs", params=_OPTIONS, verbose=False)
    for text in train:
        for sentence in featured(text):
            trainer.append(list(sentence.features), tags_of(sentence.words, text.spans))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "head.crfsuite"
        trainer.train(str(path))
        return Head(path.read_bytes())


def tag(head: Head, texts: Iterable[Labelled], featured: Callable[[Labelled], Iterable[Featured]]) -> Iterator[Labelled]:
    """Yield the texts with the spans that a head marks, in place of their gold."""
    from pycrfsuite import Tagger

    tagger = Tagger()
    tagger.open_inmemory(head.model)
    for text in texts:
        spans = [span for sentence in featured(text) for span in marked(sentence.words, tagger.tag(list(sentence.features)))]
        yield replace(text, spans=tuple(sorted(spans)), relations=())
