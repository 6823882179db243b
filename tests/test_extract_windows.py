"""Windows: every word is decided once, in order, in a window of 512 pieces with the title before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.sentences import sentence_spans
from kg.extract.text import SectionText
from kg.extract.windows import LONGEST, Page, page, windows, word_places
from kg.extract.wordpieces import Vocabulary

NAMES = ["[UNK]", "[CLS]", "[SEP]", "a", "b", ".", "##a"]
SMALL = Vocabulary({name: number for number, name in enumerate(NAMES)})


def sections(title: str, abstract: str, *body: str) -> list[SectionText]:
    named = [("title", title), ("abstract", abstract), *((f"part {n}", text) for n, text in enumerate(body))]
    return [SectionText(name, text, tuple(sentence_spans(text))) for name, text in named if text]


def texts(found: Page) -> list[str]:
    return [word.text for word in found.words]


def test_the_title_comes_first_and_sentences_are_counted_through() -> None:
    found = page([*sections("", "A b. B a."), SectionText("title", "b: A", ((0, 4),))])
    assert (texts(found), found.title) == (["b", ":", "A", "A", "b", ".", "B", "a", "."], 3)
    assert [word.sentence for word in found.words] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert [word.section for word in found.words] == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_section_without_sentences_is_one() -> None:
    assert {word.sentence for word in page([SectionText("abstract", "A b. B a.")]).words} == {0}


def test_places_of_words_are_found_by_section_and_offset() -> None:
    found = sections("a", "b-a b")
    places = word_places(page(found), found)
    assert places.span("abstract", 0, 3) == (1, 4)
    assert places.span("abstract", 2, 5) == (3, 5)
    assert places.span("abstract", 0, 4) is None
    assert places.span("other", 0, 1) is None


def test_a_small_paper_is_one_window() -> None:
    (window,) = windows(SMALL, page(sections("a b", "aa b.")))
    assert [NAMES[number] for number in window.ids] == ["[CLS]", "a", "b", "[SEP]", "a", "##a", "b", ".", "[SEP]"]
    assert window.segments == (0, 0, 0, 0, 1, 1, 1, 1, 1)
    assert window.shapes == (0, 1, 1, 0, 1, 1, 1, 0, 0)
    assert (window.words, window.places) == ((0, 1, 2, 3, 4), (1, 2, 4, 6, 7))


def test_sentences_stay_whole_where_they_fit() -> None:
    first, second = windows(SMALL, page(sections("a", "A " * 300 + ". " + "B " * 300 + ".")))
    assert len(first.words) == 1 + 301
    assert second.words == tuple(range(302, 603))


def test_a_paper_without_words_is_one_empty_window() -> None:
    (window,) = windows(SMALL, page([]))
    assert (window.ids, window.words, window.places) == ((1, 2, 2), (), ())


WORDS = st.sampled_from(["a", "b", "aa", "aaaaaaaaaaaaaaa", "x", ".", ". A"])
TEXTS = st.builds(lambda words, times: " ".join(words * times), st.lists(WORDS, max_size=8), st.sampled_from([1, 2, 40, 90]))


@given(TEXTS, TEXTS, TEXTS)
def test_every_word_is_decided_once_and_in_order(title: str, abstract: str, part: str) -> None:
    found = page(sections(title, abstract, part))
    made = windows(SMALL, found)
    assert [n for window in made for n in window.words] == list(range(len(found.words)))
    for window in made:
        assert len(window.ids) == len(window.segments) == len(window.shapes) <= LONGEST
        assert len(window.words) == len(window.places)
        for n, place in zip(window.words, window.places, strict=True):
            assert window.ids[place] == SMALL.cut(found.words[n].text)[0]


@given(TEXTS, TEXTS)
def test_every_window_starts_with_the_start_of_the_title(title: str, abstract: str) -> None:
    first, *others = windows(SMALL, page(sections(title, abstract)))
    head = first.ids[: first.ids.index(2) + 1]
    assert len(head) <= 98
    for window in others:
        assert window.ids[: len(head)] == head
        assert set(window.segments[: len(head)]) == {0}
        assert set(window.segments[len(head) :]) == {1}


def test_a_title_too_long_to_stand_in_each_window_is_read_whole() -> None:
    made = windows(SMALL, page(sections("a " * 600, "b")))
    assert [len(window.words) for window in made] == [96 + 413, 91 + 1]


@pytest.mark.parametrize("text", ["a" * 5000, "aa" * 50, "a " * 5000])
def test_runs_without_end_fit(text: str) -> None:
    assert all(len(window.ids) <= LONGEST for window in windows(SMALL, page(sections("b", text))))
