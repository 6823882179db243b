"""Noun phrases that name something: the best path through the table of generic words, one tag a word.

No part-of-speech model is at hand; what the words around do in annotated abstracts stands for it. Bracketed acronyms are left
out of the path, so that `Key-Value (KV) cache` is one phrase.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.extract.candidates import ANY, LABELS, Candidate, notes
from kg.extract.edges import shortest_names
from kg.extract.tokens import word_spans
from kg.extract.wordtable import TAGS, WordTable, load_table
from kg.model import Definition, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.wordtable import Array

__all__ = ["find_noun_phrases", "noun_phrases"]

EXTRACTOR = "nounphrase"
HINT_WEIGHT = 1.5
"""How much the log odds of what another component proposes count beside those of the words."""
LEAST = 0.4
"""A phrase less likely to be right than this is left out: precise before complete."""
SHORT_FORM = 0.85
_TRUSTED = frozenset({"title", "introduction", "acronym", "dataset"})
_RIGHT = (
    (0.0, 0.1),
    (0.35, 0.3),
    (0.5, 0.39),
    (0.7, 0.48),
    (0.85, 0.56),
    (0.92, 0.65),
    (0.97, 0.75),
    (0.99, 0.82),
    (0.999, 0.91),
    (1.0, 0.98),
)
_BLOCK = 2000
_ENDS_HERE = [tag[0] in "OLU" for tag in TAGS]
_OUTSIDE_TO_START = TAGS.index("O")


def best_path(scores: Array, transitions: Array) -> list[int]:
    """Return the tag of each row on the best path (Viterbi); a path starts and ends outside a phrase or at its border."""
    import numpy as np

    total = scores[0] + transitions[_OUTSIDE_TO_START]
    came = np.empty(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        options = total[:, None] + transitions
        came[i] = options.argmax(axis=0)
        total = options.max(axis=0) + scores[i]
    path = [int(np.where(_ENDS_HERE, total, -np.inf).argmax())]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(came[i, path[-1]]))
    return path[::-1]


def posteriors(scores: Array, transitions: Array) -> Array:
    """Return how likely each tag is for each row, over all paths (forward and backward, scaled)."""
    import numpy as np

    step = np.exp(transitions)
    emit = np.exp(scores - scores.max(axis=1, keepdims=True))
    ahead, back = np.empty_like(emit), np.ones_like(emit)
    state = step[_OUTSIDE_TO_START] * emit[0]
    ahead[0] = state / state.sum()
    for i in range(1, len(emit)):
        state = (ahead[i - 1] @ step) * emit[i]
        ahead[i] = state / state.sum()
    for i in range(len(emit) - 2, -1, -1):
        state = step @ (emit[i + 1] * back[i + 1])
        back[i] = state / state.sum()
    both = ahead * back
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _phrases(path: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yield first word, last word and label of each phrase of a path."""
    first = 0
    for i, tag in enumerate(map(TAGS.__getitem__, path)):
        if tag[0] in "BU":
            first = i
        if tag[0] in "LU":
            yield first, i, tag[2:]


def _add_hints(scores: Array, words: Sequence[Span], hints: Sequence[Candidate]) -> None:
    """Raise the tags that agree with what the other components propose, by the log odds of each proposal."""
    first = {start: i for i, (start, _) in enumerate(words)}
    last = {end: i for i, (_, end) in enumerate(words)}
    for hint in hints:
        i, j = first.get(hint.start), last.get(hint.end)
        if i is None or j is None or j < i:
            continue
        bonus = HINT_WEIGHT * math.log(hint.confidence / (1 - hint.confidence))
        places = ["U"] if i == j else ["B", *"I" * (j - i - 1), "L"]
        for k, place in enumerate(places, i):
            for label in LABELS if hint.label == ANY else [hint.label]:
                scores[k, TAGS.index(f"{place}-{label}")] += bonus / len(places)


def calibrated(likely: float) -> float:
    """Return how often a phrase that the path holds to be so likely was right, on annotated papers set aside.

    >>> calibrated(0.5), calibrated(0.945), calibrated(1.0)
    (0.39, 0.7, 0.98)
    """
    for (low, share), (high, next_share) in pairwise(_RIGHT):
        if likely <= high:
            return round(share + (next_share - share) * (likely - low) / (high - low), 3)
    return _RIGHT[-1][1]


def _read(table: WordTable, text: str, words: Sequence[Span], hints: Sequence[Candidate], title: bool) -> Iterator[Candidate]:
    scores = table.scores([text[a:b] for a, b in words], title=title)
    _add_hints(scores, words, hints)
    path = best_path(scores, table.transitions)
    likely = posteriors(scores, table.transitions)
    for first, last, label in _phrases(path):
        sure = calibrated(min(float(likely[first, path[first]]), float(likely[last, path[last]])))
        for span in shortest_names(text, words[first][0], words[last][1]):
            yield Candidate(*span, label, sure, EXTRACTOR)


def _by_place(hints: Iterable[Candidate]) -> dict[tuple[Span, str], Candidate]:
    """Return the surest proposal of each span and label, with the lexicon's id where any of them has one."""
    best: dict[tuple[Span, str], Candidate] = {}
    for hint in sorted(hints, key=lambda h: (h.confidence, h)):
        place = ((hint.start, hint.end), hint.label)
        known = best.get(place)
        best[place] = replace(hint, id=hint.id or known.id) if known else hint
    return best


def _credited(phrase: Candidate, hints: Mapping[tuple[Span, str], Candidate]) -> Candidate:
    """Return the phrase with the extractor and the id of the proposal that it agrees with, and its certainty if that is more."""
    span = (phrase.start, phrase.end)
    hint = hints.get((span, phrase.label)) or hints.get((span, ANY))
    if hint is None:
        return phrase
    sure = max(phrase.confidence, hint.confidence if hint.extractor in _TRUSTED else 0.0)
    return Candidate(*span, phrase.label, sure, hint.extractor, hint.id)


def find_noun_phrases(text: str, hints: Sequence[Candidate] = (), skip: Sequence[Span] = (), *, title: bool = False) -> Iterator[Candidate]:
    """Yield the noun phrases of a text that name something, led by the `hints`; the words within the spans of `skip` are read over.

    >>> [text[c.start : c.end] for text in ["We use graph neural networks for link prediction."] for c in find_noun_phrases(text)]
    ['graph neural networks', 'link prediction']
    """
    hidden = {i for start, end in skip for i in range(start, end)}
    words = [span for span in word_spans(text) if span[0] not in hidden]
    table = load_table()
    agreed = _by_place(hints)
    for i in range(0, len(words), _BLOCK):
        for phrase in _read(table, text, words[i : i + _BLOCK], hints, title):
            credited = _credited(phrase, agreed)
            if credited.confidence >= LEAST:
                yield credited


def find_short_forms(definitions: Sequence[Definition], phrases: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the acronyms that stand beside a phrase that is, or ends with, their long form: what it is, they are."""
    ends = {phrase.end: phrase for phrase in phrases}
    for definition in definitions:
        phrase = ends.get(definition.long_span[1])
        if phrase:
            yield Candidate(*definition.short_span, phrase.label, max(phrase.confidence, SHORT_FORM), "acronym")


def noun_phrases(doc: Doc) -> Doc:
    """Decide between what was proposed on a Doc and its noun phrases: the candidates that stay are those on the best path."""
    noted = notes(doc)
    text, definitions = noted["text"], noted["definitions"]
    spans = [d.short_span for d in definitions]
    brackets = [(a - 1, b + 1) for a, b in spans if text[a - 1 : a] == "(" and text[b : b + 1] == ")"]
    phrases = list(find_noun_phrases(text, noted["candidates"], brackets, title=noted["section"] == "title"))
    noted["candidates"] = [*phrases, *find_short_forms(definitions, phrases)]
    return doc
