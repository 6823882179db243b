"""The features of words, by hand: letters, neighbours, marks, and what the encoder holds."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest

from kg.extract.features import KINDS, TAGS, features, word_marks
from kg.extract.text import SectionText
from kg.extract.windows import page

TITLE = SectionText("title", "FooNet", ((0, 6),))
ABSTRACT = SectionText("abstract", "A net. FooNet wins.", ((0, 6), (7, 19)))


def rows(*, posteriors: bool = False) -> list[dict[str, float]]:
    found = page([TITLE, ABSTRACT])
    held = np.zeros((len(found.words), len(TAGS)), np.float32)
    held[:, 0] = 1.0
    held[0, :3] = 0.05, 0.8, 0.15
    held[4, :4] = 0.4, 0.3, 0.1, 0.2
    return features(found, [[] for _ in found.words], held if posteriors else None)


def test_tags_begin_and_go_on_with_each_kind() -> None:
    assert TAGS[:3] == ("O", "B-Method", "I-Method")
    assert TAGS[1::2] == tuple(f"B-{kind}" for kind in KINDS)
    assert TAGS[2::2] == tuple(f"I-{kind}" for kind in KINDS)


def test_a_word_tells_its_letters_and_its_place() -> None:
    told = rows()[0]
    assert {"w=foonet", "s=XxXx", "p3=foo", "p4=foon", "e2=et", "e3=net", "e4=onet", "b", "title", "n=2"} <= set(told)
    assert set(told.values()) == {1.0}


def test_a_word_tells_its_neighbours() -> None:
    told = rows()
    assert {"w-2=|", "w-1=|", "s-1=|", "w1=a", "w2=net", "e1=a", "ww1=foonet a"} <= set(told[0])
    assert {"w-1=foonet", "w-1w=foonet wins", "w1=.", "w2=|"} <= set(told[5])


@pytest.mark.parametrize(("word", "name"), [(0, "title"), (1, "k=1"), (3, "k=1"), (4, "k=2")])
def test_a_word_tells_its_sentence(word: int, name: str) -> None:
    assert name in rows()[word]


def test_the_encoder_is_heard_on_the_word_its_neighbours_and_its_other_places() -> None:
    told = rows(posteriors=True)
    assert told[0]["p:B-Method"] == pytest.approx(0.8)
    assert "p:I-Dataset" not in told[0]
    assert {"t=B-Method/3", "t1=O/5", "tt1=B-Method O", "r"} <= set(told[0])
    assert told[0]["r:Method"] == pytest.approx(0.4)
    assert told[0]["r:Dataset"] == pytest.approx(0.2)
    assert told[4]["r:Method"] == pytest.approx(0.95)
    assert told[1]["b-1"] == pytest.approx(0.8)
    assert told[1]["o-1"] == pytest.approx(0.05)
    assert "r" not in told[1]


def test_a_page_without_words_has_no_rows() -> None:
    assert features(page([]), [], np.zeros((0, len(TAGS)), np.float32)) == []


def test_marks_tell_acronyms_long_forms_and_known_names() -> None:
    text = "Graph nets (GN) on CIFAR-10 win"
    sections = [TITLE, SectionText("abstract", text, ((0, len(text)),))]
    told = word_marks(page(sections), sections, use_lexicon=True)
    assert told[1:7] == [["B-long"], ["I-long"], [], ["B-short"], [], []]
    assert told[7:] == [["B-lex:Dataset"], ["I-lex:Dataset"], ["I-lex:Dataset"], []]
    bare = word_marks(page(sections), sections, use_lexicon=False)
    assert bare[7:] == [[], [], [], []]


def test_marks_of_a_section_stay_in_it_whatever_its_place() -> None:
    sections = [SectionText("abstract", "Deep nets (DN)", ((0, 14),)), SectionText("title", "DN", ((0, 2),))]
    assert word_marks(page(sections), sections, use_lexicon=False) == [[], ["B-long"], ["I-long"], [], ["B-short"], []]


def test_marks_take_time_in_proportion() -> None:
    text = "deep nets (DN) and " * 6000
    sections = [SectionText("abstract", text, ((0, len(text)),))]
    found = page(sections)
    start = process_time()
    word_marks(found, sections, use_lexicon=False)
    assert process_time() - start < 5
