"""What the public sets hold, in one shape: texts with labelled spans and relations, and what is told about a set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Span

__all__ = ["Figure", "GoldSet", "Labelled", "Marked", "Related", "Rule", "rebuild"]

Marked = tuple[int, int, str]
"""Start, end and label of a span."""

Related = tuple[Span, Span, str]
"""Subject, object and label of a relation between two spans."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text of a set with its gold; all offsets are characters of `text`, which was rebuilt from the tokens.

    `spans` and `relations` are sorted; the ends of a relation are spans.
    """

    id: str
    text: str
    sentences: tuple[Span, ...]
    spans: tuple[Marked, ...] = ()
    relations: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How one of our predicates is read as a relation of a set: where `subject`, if given, is the label of its subject.

    `reverse`: the set has the two ends the other way round.
    """

    predicate: str
    label: str
    reverse: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published F1 of another system, on the test file; `measure` is one of `kg.evaluate.sets.compare.MEASURES`, or macro."""

    system: str
    measure: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A public set: how its files are named and read, and how our labels and predicates are read as its own.

    `labels` maps ours to the set's; `lone` are labels of the set, and `lone_relations` its relations, that nothing of ours means.
    `symmetric` relations count in either direction. `split` cuts the texts of a train file in two (train, dev) where no
    dev file is published; `cut` says how. `acronyms`: the set marks short and long forms.
    """

    name: str
    title: str
    source: str
    licence: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Iterator[Labelled]]
    labels: Mapping[str, str]
    lone: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    lone_relations: tuple[str, ...] = ()
    symmetric: frozenset[str] = frozenset()
    figures: tuple[Figure, ...] = ()
    goal: float | None = None
    split: Callable[[Sequence[Labelled]], tuple[list[Labelled], list[Labelled]]] | None = None
    cut: str = ""
    acronyms: bool = False


_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_LEFT = frozenset(". , ; : ! ? ) ] } % '' 's 'S 're 've 'll 'd 'm n't \u2019 \u2019s \u201d".split())
_RIGHT = frozenset("( [ { `` \u201c".split())
_BOTH = frozenset("- /".split())


def _joined(before: str, token: str, after: str) -> bool:
    """Tell whether no space stands between two tokens; `after` is the one that follows them."""
    if token in _LEFT or before in _RIGHT:
        return True
    if token in _BOTH:
        return before[-1:].isalnum() and after[:1].isalnum()
    return before in _BOTH and token[:1].isalnum()


def _pieces(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the tokens of a sentence, each with the space that stands before it."""
    written = [_BRACKETS.get(token, token) for token in tokens]
    tight = False
    for n, token in enumerate(written):
        before = written[n - 1] if n else ""
        near = _joined(before, token, written[n + 1] if n + 1 < len(written) else "")
        if token[:1].isalnum() and before in _BOTH:
            near = tight
        tight = near
        yield token if near or not n else " " + token


def rebuild(sentences: Iterable[Sequence[str]]) -> tuple[str, list[Span], list[Span]]:
    """Return the text that tokenised sentences were, nearly, with the spans of the sentences and of all tokens.

    Marks stand against their words again, so that the text reads as a paper's does.

    >>> text, sentences, tokens = rebuild([["A", "graph", "-LRB-", "GNN", "-RRB-", "-", "based", "."], ["So", "-", "called"]])
    >>> text, [text[a:b] for a, b in sentences], [text[a:b] for a, b in tokens[2:5]]
    ('A graph (GNN) - based. So-called', ['A graph (GNN) - based.', 'So-called'], ['(', 'GNN', ')'])
    """
    parts: list[str] = []
    spans: list[Span] = []
    tokens: list[Span] = []
    length = 0
    for sentence in sentences:
        start = length = length + bool(parts)
        parts += [" "] if parts else []
        for piece in _pieces(sentence):
            parts.append(piece)
            tokens.append((length + len(piece) - len(piece.lstrip(" ")), length + len(piece)))
            length += len(piece)
        spans.append((start, length))
    return "".join(parts), spans, tokens
