"""Words to pieces: what BERT's uncased tokenizer would cut, by a vocabulary of a few pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.encoder import load_encoder
from kg.extract.wordpieces import SHAPES, Vocabulary, cut, shape

PIECES = ["[UNK]", "[CLS]", "[SEP]", "net", "##work", "##s", "cafe", "-", "\u7f51", "\u7edc", "3", ".", "##5", "_", "x"]
SMALL = Vocabulary({piece: number for number, piece in enumerate(PIECES)})


def pieces(word: str) -> list[str]:
    return [PIECES[number] for number in SMALL.cut(word)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("networks", ["net", "##work", "##s"]),
        ("NetWork", ["net", "##work"]),
        ("Caf\u00e9", ["cafe"]),
        ("cafe\u0301s", ["cafe", "##s"]),
        ("net-net", ["net", "-", "net"]),
        ("\u7f51\u7edc", ["\u7f51", "\u7edc"]),
        ("3.35", ["3", ".", "3", "##5"]),
        ("3.3", ["3", ".", "3"]),
        ("35", ["3", "##5"]),
        ("net_x", ["net", "_", "x"]),
        ("workx", ["[UNK]"]),
        ("netx", ["[UNK]"]),
        ("\u0301", ["[UNK]"]),
        ("", ["[UNK]"]),
    ],
)
def test_a_word_is_cut_into_the_longest_pieces_of_its_parts(word: str, expected: list[str]) -> None:
    assert pieces(word) == expected


def test_the_longest_piece_wins_even_where_it_leads_nowhere() -> None:
    assert cut("abc", {"ab": 1, "a": 2, "##bc": 3, "##c": 4}, 0) == (1, 4)
    assert cut("abd", {"ab": 1, "a": 2, "##bd": 3}, 0) == (0,)


def test_a_part_of_more_than_a_hundred_characters_is_unknown() -> None:
    pieces = {"a": 1, "##a": 2}
    assert cut("a" * 100, pieces, 0) == (1, *[2] * 99)
    assert cut("a" * 101, pieces, 0) == (0,)


def test_a_word_cut_again_gives_the_same() -> None:
    assert SMALL.cut("networks") is SMALL.cut("networks")


@given(st.text(max_size=20))
def test_any_word_has_at_least_one_piece_of_the_vocabulary(word: str) -> None:
    assert SMALL.cut(word)
    assert set(SMALL.cut(word)) <= set(range(len(SMALL)))


@given(st.text(max_size=20))
def test_a_shape_is_one_of_the_table(word: str) -> None:
    assert 0 <= shape(word) < SHAPES


@pytest.mark.parametrize(
    ("word", "expected"), [("\u00e9t\u00e9", 1), ("\u00c9t\u00e9", 2), ("%", 0), ("iPhone", 5), ("LLMs", 5), ("\u7f51", 1), ("91.2", 6)]
)
def test_shapes_hold_beyond_ascii(word: str, expected: int) -> None:
    assert shape(word) == expected


def test_the_packaged_vocabulary_cuts_common_words_whole() -> None:
    vocabulary = load_encoder().vocabulary
    for word in ("network", "Translation", "we", "%", "3"):
        assert vocabulary.cut(word) == (vocabulary.pieces[word.lower()],)
