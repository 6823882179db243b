"""Mentions: which proposals are chosen, by hand, and what the trained reader finds in clear texts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.mentions import chosen, find_mentions, mention_at
from kg.extract.sentences import sentence_spans
from kg.extract.spans import Proposal
from kg.extract.text import SectionText
from kg.extract.windows import page, word_places

CLEAR = "We propose FooNet, a neural network for machine translation. FooNet outperforms BERT on the GLUE benchmark by 2.1% accuracy."


def sections(title: str, abstract: str) -> list[SectionText]:
    return [SectionText(n, text, tuple(sentence_spans(text))) for n, text in (("title", title), ("abstract", abstract)) if text]


def proposal(*spans: tuple[int, int]) -> Proposal:
    return Proposal("x", spans, ())


def likely(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32)


def test_of_strings_that_are_believed_the_longest_is_chosen_first() -> None:
    found = [proposal((1, 2), (9, 10)), proposal((0, 2), (5, 7))]
    told = chosen(found, likely((0.1, 0.2, 0.7, 0, 0, 0), (0.4, 0.6, 0, 0, 0, 0)), 0.5)
    assert [(span, kind) for span, kind, _ in told] == [((0, 2), 0), ((5, 7), 0), ((9, 10), 1)]
    assert [p for _, _, p in told] == pytest.approx([0.6, 0.6, 0.7])


def test_of_two_as_long_the_likelier_is_chosen() -> None:
    rows = likely((0.4, 0.6, 0, 0, 0, 0), (0.3, 0, 0, 0.7, 0, 0))
    assert [(span, kind) for span, kind, _ in chosen([proposal((0, 2)), proposal((1, 3))], rows, 0.5)] == [((1, 3), 2)]


def test_a_string_is_believed_from_the_least_on() -> None:
    found = [proposal((0, 1)), proposal((1, 2))]
    rows = likely((0.5, 0.5, 0, 0, 0, 0), (0.625, 0.375, 0, 0, 0, 0))
    assert [span for span, _, _ in chosen(found, rows, 0.5)] == [(0, 1)]
    assert [span for span, _, _ in chosen(found, rows, 0.375)] == [(0, 1), (1, 2)]


def test_a_tie_goes_to_the_first_and_the_sum_of_the_kinds_counts() -> None:
    found = [proposal((0, 2)), proposal((1, 3))]
    assert [span for span, _, _ in chosen(found, likely((0.2, 0.8, 0, 0, 0, 0), (0.2, 0.4, 0.4, 0, 0, 0)), 0.5)] == [(0, 2)]


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 4)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))
PROPOSALS = st.lists(st.tuples(st.lists(SPANS, min_size=1, max_size=3), st.floats(0, 1)), max_size=8)


@given(PROPOSALS, st.floats(0, 1))
def test_what_is_chosen_does_not_overlap_and_what_is_left_out_is_unlikely_or_overlaps(
    drawn: list[tuple[list, float]], least: float
) -> None:
    found = [proposal(*spans) for spans, _ in drawn]
    rows = np.array([[p, 1 - p, 0, 0, 0, 0] for _, p in drawn], np.float32).reshape(-1, 6)
    told = [span for span, _, _ in chosen(found, rows, least)]
    assert all(one[1] <= two[0] for one, two in pairwise(told))
    for one, row in zip(found, rows, strict=True):
        if 1.0 - float(row[0]) >= least:
            assert all(any(a < end and start < b for a, b in told) for start, end in one.spans)


def test_a_mention_stands_where_its_words_stand() -> None:
    read = sections("On trees", "Deep  nets win.")
    found = mention_at(read, page(read), (2, 4), 1, 0.12345)
    assert (found.section, found.start, found.end, found.text) == ("abstract", 0, 10, "Deep  nets")
    assert (found.label, found.confidence) == ("Dataset", 0.123)
    assert mention_at(read, page(read), (2, 3), 0, 0.0).confidence > 0


def test_a_clear_text_has_its_clear_mentions() -> None:
    found = {(m.section, m.text, m.label) for m in find_mentions(sections("FooNet: Fast Translation", CLEAR)).mentions}
    assert found >= {
        ("title", "FooNet", "Method"),
        ("abstract", "FooNet", "Method"),
        ("abstract", "machine translation", "Task"),
        ("abstract", "BERT", "Method"),
        ("abstract", "GLUE", "Dataset"),
        ("abstract", "accuracy", "Metric"),
    }


def test_mentions_have_their_ranges_of_words_in_the_order_of_the_page() -> None:
    read = sections("FooNet: Fast Translation", CLEAR)
    found = find_mentions(read)
    words = word_places(found.page, read)
    assert [words.span(m.section, m.start, m.end) for m in found.mentions] == list(found.spans) == sorted(found.spans)


def test_a_string_is_one_wherever_it_stands() -> None:
    found = [m.start for m in find_mentions(sections("", CLEAR)).mentions if m.text == "FooNet"]
    assert found == [11, 61]


def test_the_lexicon_can_be_left_out() -> None:
    assert {m.text for m in find_mentions(sections("", CLEAR), use_lexicon=False).mentions} >= {"FooNet", "machine translation"}


@pytest.mark.parametrize(("title", "abstract"), [("", ""), (" ", "\n"), ("", "."), ("x", "")])
def test_a_text_without_names_has_no_mentions(title: str, abstract: str) -> None:
    found = find_mentions(sections(title, abstract))
    assert (found.mentions, found.spans) == ((), ())
