"""Blocks of a saved page -> cards: which paragraphs are titles, which are abstracts, and whose the trailers are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from kg.readers.page_blocks import Block

__all__ = ["Card", "body_evidence", "cards", "labels"]

_LONG, _LONGISH, _SHORT = 400, 250, 120
_SENTENCE_BREAK = re.compile(r"[a-z0-9)\]][.!?]\s+[A-Z]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_NAMED = re.compile(r"\S+(?: \S+){0,3}: \S")
_OPENING = re.compile(r"(?:We|In this|This paper|This work|Our)\s")
_BROKEN_OFF = re.compile(r"\b(?:a|an|and|are|as|at|by|can|for|from|has|have|in|is|of|on|or|our|that|the|their|this|to|we|which|with)$")
_ITEM = re.compile(r"[-*•\u2013]\s|\(?(?:\d{1,2}|[ivx]{1,4})[.)]\s")
_ORGANISATION_LENGTH = 80
_END = (".", "…", "!", "?", ":")
_HEADLESS, _TITLE_ONLY, _SECOND_PARAGRAPH, _TITLE_LAST = 3.0, 1.0, 1.5, 1.0


@dataclass(slots=True)
class Card:
    """One card as it was found; `title` is empty where the text has no head, both are where only a trailer was left."""

    line: int
    title: str = ""
    abstract: str = ""
    authors: str = ""
    date: str | None = None
    votes: str = ""
    comments: str = ""
    trailer: bool = False


@dataclass(slots=True)
class _Page:
    """What the state machine holds between blocks: the open paragraphs, their trailer, and votes that wait for a card."""

    texts: list[Block] = field(default_factory=list)
    trailer: Card | None = None
    votes: str = ""
    previous: str = ""
    seen: bool = False

    def flush(self) -> Iterator[Card]:
        """Yield the cards of the open paragraphs, the trailer with the last, waiting votes with the first."""
        found = list(_grouped(self.texts, closed=self.trailer is not None))
        if self.trailer and not found and (self.trailer.authors or self.trailer.date is not None):
            found = [Card(self.trailer.line)]
        if found and self.trailer:
            _close(found[-1], self.trailer)
        if found and self.votes:
            found[0].votes, self.votes = found[0].votes or self.votes, ""
        self.seen = self.seen or bool(found)
        self.texts, self.trailer = [], None
        yield from found


def cards(parts: Iterable[Block]) -> Iterator[Card]:
    """Yield the cards of a page in its order; nothing that is text is left out but the page's own heading."""
    page = _Page()
    for block, following in pairwise(chain(parts, [None])):
        if block is not None:
            yield from _KINDS.get(block.kind, _other)(page, block, following)
            page.previous = block.kind
    yield from page.flush()


def _votes(page: _Page, block: Block, _: Block | None) -> Iterator[Card]:
    if page.trailer and block.tight:
        page.trailer.votes = block.value
        return
    yield from page.flush()
    page.votes = block.value


def _number(page: _Page, block: Block, following: Block | None) -> Iterator[Card]:
    """Take a number below a button for votes as votes; one in a trailer counts comments, any other is furniture."""
    if page.previous == "votes":
        page.votes = page.votes or block.value
    elif page.trailer:
        page.trailer.comments = page.trailer.comments or (block.value if block.tight else "")
    else:
        yield from _other(page, block, following)


def _comments(page: _Page, block: Block, _: Block | None) -> Iterator[Card]:
    if page.trailer:
        page.trailer.comments = block.value
    yield from ()


def _other(page: _Page, block: Block, _: Block | None) -> Iterator[Card]:
    if not _is_above_heading(page):
        yield from page.flush()
    elif block.kind == "heading":
        page.texts.clear()


def _is_above_heading(page: _Page) -> bool:
    """Return whether no card has begun: what was read so far are lines that may stand above the page's heading."""
    return not page.seen and page.trailer is None and not any(body_evidence(text.text) > 0 for text in page.texts)


def _text(page: _Page, block: Block, following: Block | None) -> Iterator[Card]:
    if page.previous == "submitter" and len(block.text.split()) == 1:
        return
    if _is_organisation(page, block, following):
        page.trailer = Card(block.line, trailer=True)
        return
    if page.trailer:
        yield from page.flush()
    page.texts.append(block)


def _trailer(page: _Page, block: Block, _: Block | None) -> Iterator[Card]:
    if block.kind == "date" and not page.trailer and not page.texts and (page.previous == "heading" or not page.seen):
        return
    open_trailer = page.trailer
    if open_trailer and (open_trailer.date is not None or (block.kind == "authors" and open_trailer.authors)):
        yield from page.flush()
    if not page.trailer:
        page.trailer = Card(block.line, trailer=True)
    if block.kind == "authors":
        page.trailer.authors = block.value
    elif block.kind == "date":
        page.trailer.date = block.value


def _is_organisation(page: _Page, block: Block, following: Block | None) -> bool:
    """Return whether the text stands where the authors do: short, on the line above the dot, below an abstract."""
    above_dot = following is not None and following.kind == "dot" and following.tight
    short = len(block.text) <= _ORGANISATION_LENGTH and not block.text.endswith(_END)
    return above_dot and short and page.trailer is None and bool(page.texts) and body_evidence(page.texts[-1].text) > 0


def _close(card: Card, trailer: Card) -> None:
    card.authors, card.date, card.trailer = trailer.authors, trailer.date, True
    card.votes, card.comments = trailer.votes, trailer.comments


def _grouped(texts: list[Block], *, closed: bool) -> Iterator[Card]:
    card: Card | None = None
    for block, label in zip(texts, labels([block.text for block in texts], closed=closed), strict=True):
        if card and label == "abstract" and not _is_headless(card.abstract, block.text):
            card.abstract = _joined(card.abstract, block.text)
            continue
        if card:
            yield card
        card = Card(block.line, title=block.text) if label == "title" else Card(block.line, abstract=block.text)
    if card:
        yield card


def _joined(abstract: str, text: str) -> str:
    return f"{abstract}{' ' if _goes_on(abstract, text) else chr(10) * 2}{text}" if abstract else text


def _goes_on(before: str, text: str) -> bool:
    return not before.endswith(_END) and text[:1].islower()


def _is_headless(before: str, text: str) -> bool:
    """Return whether a paragraph below a whole one starts in mid-sentence: the rest of a card whose head is lost."""
    return before.endswith(_END) and (text[0] in ")],;" or (text[0].islower() and text.split()[0].islower()))


_KINDS = {"text": _text, "authors": _trailer, "dot": _trailer, "date": _trailer, "votes": _votes, "number": _number, "comments": _comments}
"""What a block of each kind does to the page; of any other kind, `_other`."""


def labels(texts: list[str], *, closed: bool) -> list[str]:
    """Return `title` or `abstract` for each paragraph: the cheapest reading by shape and by what may follow what.

    `closed` says that a trailer follows the last paragraph. Costs: a paragraph against its shape (body_evidence), a text
    without a title, a title without abstract, a second paragraph. Where nothing looks like an abstract, all are titles.

    >>> labels(["Keys for All", "We show that keys open doors. They fit.", "Locks"], closed=False)
    ['title', 'abstract', 'title']
    """
    evidence = [body_evidence(text) for text in texts]
    if not closed and max(evidence, default=0.0) <= 0:
        return ["title"] * len(texts)
    best: tuple[float, float] = (0.0, 0.0)
    origins: list[tuple[int, int]] = []
    for index, shape in enumerate(evidence):
        change = _changes(texts[index - 1] if index else None, texts[index])
        against = (max(0.0, shape), max(0.0, -shape))
        costs = [[best[a] + change[a][b] + against[b] for a in (0, 1)] for b in (0, 1)]
        origins.append((int(costs[0][1] <= costs[0][0]), int(costs[1][1] < costs[1][0])))
        best = (min(costs[0]), min(costs[1]))
    state = int(best[1] <= best[0] + _TITLE_LAST)
    names: list[str] = []
    for origin in reversed(origins):
        names.append(("title", "abstract")[state])
        state = origin[state]
    return names[::-1]


def _changes(before: str | None, text: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the costs from title (row 0) or abstract (row 1) to title or abstract."""
    if before is None:
        return (0.0, _HEADLESS), (0.0, _HEADLESS)
    again = 0.0 if _goes_on(before, text) or _ITEM.match(text) else _SECOND_PARAGRAPH
    return (_TITLE_ONLY, 0.0), (0.0, again)


def body_evidence(text: str) -> float:
    """Return how much a paragraph looks like running text (above 0) or like a title (below), from its shape alone.

    >>> body_evidence("Keys and Locks: A Survey") < 0 < body_evidence("We show that keys open doors. They fit.")
    True
    """
    size = len(text)
    words = _WORD.findall(text)
    lower = sum(word[0].islower() for word in words) / max(1, len(words))
    evidence = 4.0 if size >= _LONG else 1.5 if size >= _LONGISH else -1.0 if size < _SHORT else 0.0
    evidence += 1.5 if text.endswith((".", "…")) else 0.0 if text.endswith(("?", "!")) else -1.0
    evidence += 1.5 if _SENTENCE_BREAK.search(text) else 0.0
    evidence += 1.0 if lower > 0.6 else -1.0 if lower < 0.4 else 0.0
    evidence += 2.0 if "http://" in text or "https://" in text else 0.0
    evidence += 1.0 if _OPENING.match(text) else 0.0
    evidence += 4.0 if _ITEM.match(text) else 0.0
    evidence += 1.0 if _starts_low(text) else 0.0
    evidence += 1.5 if _BROKEN_OFF.search(text) else 0.0
    return evidence - (1.0 if _NAMED.match(text) else 0.0)


def _starts_low(text: str) -> bool:
    first = text.split(maxsplit=1)[0] if text else ""
    return first.isalpha() and first.islower()
