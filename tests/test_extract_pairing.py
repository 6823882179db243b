"""Pairs of entities: every ordered pair once, with its nearest mentions, as a search through all of them would find."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.pairing import DISTANCES, nearest_pairs
from kg.extract.windows import Page, Word


def a_page(*lengths: int, title: int = 0) -> Page:
    """A page of sentences of so many words."""
    rows = [number for number, length in enumerate(lengths) for _ in range(length)]
    return Page(tuple(Word(0, n, n + 1, sentence, "x") for n, sentence in enumerate(rows)), title)


def pairs_of(found: Page, spans: Sequence[tuple[int, int]], owner: Sequence[int]) -> dict[tuple[int, int], tuple[int, int, int]]:
    pairs, mentions, kinds = nearest_pairs(found, spans, owner)
    return {(s, o): (m, n, kind) for (s, o), (m, n), kind in zip(pairs.tolist(), mentions.tolist(), kinds.tolist(), strict=True)}


def distance(found: Page, one: tuple[int, int], two: tuple[int, int]) -> int:
    away = abs(found.words[one[0]].sentence - found.words[two[0]].sentence)
    return 1000 * away + min(max(two[0] - one[1], one[0] - two[1], 0), 1000)


def test_the_nearest_mentions_of_a_pair_are_told_from_both_sides() -> None:
    told = pairs_of(a_page(6), [(0, 1), (2, 3), (5, 6)], [0, 1, 0])
    assert {pair: (m, n) for pair, (m, n, _) in told.items()} == {(0, 1): (0, 1), (1, 0): (1, 0)}


def test_a_mention_of_the_same_sentence_is_nearer_than_one_beside_it() -> None:
    told = pairs_of(a_page(3, 6), [(2, 3), (3, 4), (8, 9)], [0, 1, 0])
    assert told[1, 0][:2] == (1, 2)


def test_a_tie_goes_to_the_first() -> None:
    assert pairs_of(a_page(6), [(0, 1), (2, 3), (4, 5)], [0, 1, 0])[0, 1][:2] == (0, 1)


@pytest.mark.parametrize(
    ("gap", "step"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (16, 4), (17, 5), (32, 5), (33, 6), (90, 6)]
)
def test_the_class_counts_words_between_by_steps(gap: int, step: int) -> None:
    told = pairs_of(a_page(99), [(0, 1), (1 + gap, 2 + gap)], [0, 1])
    assert (told[1, 0][2], told[0, 1][2]) == (2 * step, 56 + 2 * step)


@pytest.mark.parametrize(("sentence", "class_"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_the_class_counts_sentences_between(sentence: int, class_: int) -> None:
    told = pairs_of(a_page(1, 1, 1, 1, 1), [(0, 1), (sentence, sentence + 1)], [0, 1])
    gap = max(sentence - 1, 0)
    assert told[0, 1][2] - 2 * [0, 0, 1, 2][gap] == 56 + 14 * class_


def test_the_class_tells_a_mention_in_the_title() -> None:
    spans, owner = [(0, 1), (3, 4)], [0, 1]
    assert pairs_of(a_page(2, 2, title=2), spans, owner)[0, 1][2] == pairs_of(a_page(2, 2), spans, owner)[0, 1][2] + 1


@pytest.mark.parametrize(("spans", "owner"), [([], []), ([(0, 1)], [0]), ([(0, 1), (2, 3)], [0, 0])])
def test_no_pair_without_two_entities(spans: list[tuple[int, int]], owner: list[int]) -> None:
    assert pairs_of(a_page(4), spans, owner) == {}


MENTIONS = st.lists(st.tuples(st.integers(0, 36), st.integers(1, 3), st.integers(0, 4)), max_size=14)


@settings(max_examples=60)
@given(MENTIONS, st.integers(0, 5))
def test_every_ordered_pair_stands_once_with_its_nearest_mentions(drawn: list[tuple[int, int, int]], title: int) -> None:
    found = a_page(5, 10, 1, 20, 4, title=title)
    spans = [(start, start + length) for start, length, _ in drawn]
    number = {name: n for n, name in enumerate(sorted({name for _, _, name in drawn}))}
    owner = [number[name] for _, _, name in drawn]
    told = pairs_of(found, spans, owner)
    assert list(told) == sorted(permutations(range(len(number)), 2))
    for (subject, end), (m, n, kind) in told.items():
        rivals = [
            (distance(found, spans[a], spans[b]), a, b)
            for a, s in enumerate(owner)
            for b, o in enumerate(owner)
            if (s, o) == (subject, end)
        ]
        assert (distance(found, spans[m], spans[n]), m, n) == min(rivals)
        assert 0 <= kind < DISTANCES


def test_a_long_paper_pairs_what_stands_close() -> None:
    count = 400
    found = a_page(*[1] * count)
    told = pairs_of(found, [(n, n + 1) for n in range(count)], range(count))
    assert set(told) == {(a, b) for a in range(count) for b in range(max(0, a - 2), min(count, a + 3)) if a != b}


def test_a_long_sentence_does_not_pair_all_with_all() -> None:
    pairs, _, _ = nearest_pairs(a_page(1000), [(n, n + 1) for n in range(1000)], range(1000))
    assert len(pairs) < 1000 * 100
    assert pairs.tolist() == sorted(pairs.tolist())
