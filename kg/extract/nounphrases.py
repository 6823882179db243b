"""Noun phrases that name something: the best path through the table of generic words, one tag a word.

No part-of-speech model is at hand; what the words around do in annotated abstracts stands for it. Bracketed acronyms are left
out of the path, so that `Key-Value (KV) cache` is one phrase.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extract.candidates import LABELS, Candidate, notes, propose
from kg.extract.edges import shortest_names
from kg.extract.tokens import word_spans
from kg.extract.wordtable import TAGS, WordTable, load_table
from kg.model import Definition, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.extract.wordtable import Array

__all__ = ["find_noun_phrases", "noun_phrases"]

EXTRACTOR = "nounphrase"
HINT_WEIGHT = 1.0
HINT_SPREAD = 1.5
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
            for label in [hint.label] if hint.label else LABELS:
                scores[k, TAGS.index(f"{place}-{label}")] += bonus / len(places) * HINT_SPREAD


def _read(table: WordTable, text: str, words: Sequence[Span], hints: Sequence[Candidate], title: bool) -> Iterator[Candidate]:
    scores = table.scores([text[a:b] for a, b in words], title=title)
    _add_hints(scores, words, hints)
    path = best_path(scores, table.transitions)
    likely = posteriors(scores, table.transitions)
    for first, last, label in _phrases(path):
        sure = min(float(likely[first, path[first]]), float(likely[last, path[last]]))
        for span in shortest_names(text, words[first][0], words[last][1]):
            yield Candidate(*span, label, sure, EXTRACTOR)


def find_noun_phrases(text: str, hints: Sequence[Candidate] = (), skip: Sequence[Span] = (), *, title: bool = False) -> Iterator[Candidate]:
    """Yield the noun phrases of a text that name something; the words within the spans of `skip` are read over.

    >>> [text[c.start : c.end] for text in ["We use graph neural networks for link prediction."] for c in find_noun_phrases(text)]
    ['graph neural networks', 'link prediction']
    """
    hidden = {i for start, end in skip for i in range(start, end)}
    words = [span for span in word_spans(text) if span[0] not in hidden]
    table = load_table()
    for i in range(0, len(words), _BLOCK):
        yield from _read(table, text, words[i : i + _BLOCK], hints, title)


def find_short_forms(definitions: Sequence[Definition], phrases: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the acronyms that stand beside a phrase that is, or ends with, their long form: what it is, they are."""
    ends = {phrase.end: phrase for phrase in phrases}
    for definition in definitions:
        phrase = ends.get(definition.long_span[1])
        if phrase:
            yield Candidate(*definition.short_span, phrase.label, phrase.confidence, "acronym")


def noun_phrases(doc: Doc) -> Doc:
    """Propose the noun phrases of a Doc, led by what was proposed before."""
    noted = notes(doc)
    text = noted["text"]
    shorts = [d.short_span for d in noted["definitions"]]
    brackets = [(a - 1, b + 1) for a, b in shorts if text[a - 1 : a] == "(" and text[b : b + 1] == ")"]
    phrases = list(find_noun_phrases(text, noted["candidates"], brackets, title=noted["section"] == "title"))
    return propose(doc, (*phrases, *find_short_forms(noted["definitions"], phrases)))
