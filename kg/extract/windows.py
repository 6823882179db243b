"""What the encoder reads: the words of a paper, in windows of so many pieces, the title before each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.extract.text import SectionText
from kg.extract.tokens import word_spans
from kg.extract.wordpieces import Vocabulary, shape
from kg.model import Span

__all__ = ["LONGEST", "Page", "Window", "Word", "WordPlaces", "page", "windows", "word_places"]

LONGEST = 512
"""The pieces that one window holds at most."""

_TITLE = 96
_WORD = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark: its section by number, its offsets there, and the number of its sentence in the paper."""

    section: int
    start: int
    end: int
    sentence: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a paper in order, and how many of them, at its start, are the title's."""

    words: tuple[Word, ...]
    title: int


@dataclass(frozen=True, slots=True)
class Window:
    """One input: piece numbers, segments (0 title, 1 the rest) and word shapes, one for each piece.

    `places` are the positions of the first pieces of the words `words`, which this window decides on.
    """

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    shapes: tuple[int, ...]
    words: tuple[int, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WordPlaces:
    """Where the words of a page stand: section name and offset to the number of the word, or to the one behind."""

    starts: dict[tuple[str, int], int]
    ends: dict[tuple[str, int], int]

    def span(self, section: str, start: int, end: int) -> Span | None:
        """Return the range of words of a span of characters, None where it cuts a word."""
        first, last = self.starts.get((section, start)), self.ends.get((section, end))
        return None if first is None or last is None else (first, last)


def word_places(found: Page, sections: Sequence[SectionText]) -> WordPlaces:
    """Return where the words of a page stand.

    >>> sections = [SectionText("title", "Deep nets", ((0, 9),))]
    >>> word_places(page(sections), sections).span("title", 5, 9)
    (1, 2)
    """
    starts: dict[tuple[str, int], int] = {}
    ends: dict[tuple[str, int], int] = {}
    for n, word in enumerate(found.words):
        name = sections[word.section].name
        starts[name, word.start], ends[name, word.end] = n, n + 1
    return WordPlaces(starts, ends)


def page(sections: Sequence[SectionText]) -> Page:
    """Return the words of a paper's sections, the title's first.

    >>> found = page([SectionText("title", "Deep nets", ((0, 9),)), SectionText("abstract", "We win. Ha!", ((0, 7), (8, 11)))])
    >>> found.title, [(word.text, word.sentence) for word in found.words[2:]]
    (2, [('We', 1), ('win', 1), ('.', 1), ('Ha', 2), ('!', 2)])
    """
    order = sorted(range(len(sections)), key=lambda number: sections[number].name != "title")
    words: list[Word] = []
    title = before = 0
    for number in order:
        section = sections[number]
        spans = section.sentences or ((0, len(section.text)),)
        sentence = 0
        for start, end in word_spans(section.text):
            while sentence + 1 < len(spans) and start >= spans[sentence + 1][0]:
                sentence += 1
            words.append(Word(number, start, end, before + sentence, section.text[start:end]))
        before += len(spans)
        if section.name == "title":
            title = len(words)
    return Page(tuple(words), title)


def _sentences(found: Page) -> Iterator[range]:
    """Yield the numbers of the words of each sentence after the title."""
    words = found.words
    cuts = [n for n in range(found.title, len(words)) if n == found.title or words[n].sentence != words[n - 1].sentence]
    for start, end in pairwise([*cuts, len(words)]):
        yield range(start, end)


def _fill(cuts: Sequence[Sequence[int]], rows: Iterator[range], room: int) -> Iterator[list[int]]:
    """Yield the numbers of as many words as fit in the room, whole sentences where they do."""
    filled: list[int] = []
    used = 0
    for row in rows:
        size = sum(len(cuts[n]) for n in row)
        if filled and used + size > room:
            yield filled
            filled, used = [], 0
        for n in row:
            if used + len(cuts[n]) > room:
                yield filled
                filled, used = [], 0
            filled.append(n)
            used += len(cuts[n])
    if filled:
        yield filled


def _window(vocabulary: Vocabulary, found: Page, cuts: Sequence[Sequence[int]], parts: tuple[Sequence[int], Sequence[int]]) -> Window:
    ids, segments, shapes = [vocabulary.start], [0], [0]
    numbers: list[int] = []
    places: list[int] = []
    for segment, row in enumerate(parts):
        for n in row:
            numbers.append(n)
            places.append(len(ids))
            ids.extend(cuts[n])
            shapes.extend([shape(found.words[n].text)] * len(cuts[n]))
        ids.append(vocabulary.end)
        shapes.append(0)
        segments.extend([segment] * (len(ids) - len(segments)))
    return Window(tuple(ids), tuple(segments), tuple(shapes), tuple(numbers), tuple(places))


def windows(vocabulary: Vocabulary, found: Page) -> list[Window]:
    """Return the windows of a page; the words of the title are decided in the first, whose start stands in each.

    >>> vocabulary = Vocabulary({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "deep": 3, "nets": 4, "win": 5})
    >>> sections = [SectionText("title", "Deep nets", ((0, 9),)), SectionText("abstract", "Nets win", ((0, 8),))]
    >>> windows(vocabulary, page(sections))[0].ids
    (1, 3, 4, 2, 4, 5, 2)
    """
    cuts = [vocabulary.cut(word.text)[:_WORD] for word in found.words]
    title: list[int] = []
    for n in range(found.title):
        if sum(len(cuts[m]) for m in title) + len(cuts[n]) > _TITLE:
            break
        title.append(n)
    left = list(range(len(title), found.title))
    used = 3 + sum(len(cuts[n]) for n in title)
    rows = iter([range(left[0], left[-1] + 1)] if left else [])
    made: list[Window] = []
    for row in _fill(cuts, _chain(rows, _sentences(found)), LONGEST - used):
        window = _window(vocabulary, found, cuts, (title, row))
        made.append(window if not made else _later(window, len(title)))
    return made or [_window(vocabulary, found, cuts, (title, ()))]


def _chain(*rows: Iterator[range]) -> Iterator[range]:
    for one in rows:
        yield from one


def _later(window: Window, title: int) -> Window:
    return Window(window.ids, window.segments, window.shapes, window.words[title:], window.places[title:])
