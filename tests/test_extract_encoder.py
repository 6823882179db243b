"""The packaged reader: what it sees does not depend on what stands in other windows, and its heads are asked in blocks."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from kg.extract import encoder
from kg.extract.encoder import Judged, Sight, load_encoder
from kg.extract.features import KINDS, TAGS
from kg.extract.sentences import sentence_spans
from kg.extract.text import SectionText
from kg.extract.windows import Page, page
from kg.schema import RELATIONS, ROLES

TEXT = "We propose FooNet, a neural network for machine translation. FooNet outperforms BERT by 2.1% accuracy."
SPANS = [(2, 3), (5, 7), (8, 10), (11, 12), (13, 14), (17, 18)]
OWNER = [0, 1, 2, 0, 3, 4]
KIND = [0, 0, 2, 0, 3]


def a_page(*texts: str) -> Page:
    names = ("abstract", *(f"part {n}" for n in range(len(texts))))
    return page([SectionText(name, text, tuple(sentence_spans(text))) for name, text in zip(names, texts, strict=False)])


def test_every_word_has_states_and_tags_that_are_probabilities() -> None:
    found = a_page(TEXT)
    sight = load_encoder().see(found)
    assert sight.states.shape[0] == len(found.words)
    assert sight.tags.shape == (len(found.words), len(TAGS))
    assert sight.values.shape == (len(found.words), 3)
    for rows in (sight.tags, sight.values):
        assert rows.sum(axis=1) == pytest.approx(1.0, abs=1e-4)


def test_a_page_without_words_shows_nothing_of_the_same_width() -> None:
    empty, full = load_encoder().see(a_page()), load_encoder().see(a_page("A net."))
    for name in ("states", "tags", "values"):
        assert getattr(empty, name).shape == (0, getattr(full, name).shape[1])


def test_what_stands_in_a_later_window_changes_nothing_before() -> None:
    first = "We study nets. " * 160
    alone, whole = (load_encoder().see(a_page(*texts)) for texts in ((first,), (first, "Trees grow. " * 200)))
    assert np.array_equal(alone.tags[:500], whole.tags[:500])


def judged(sight: Sight, spans: list[tuple[int, int]], owner: list[int], kinds: list[int]) -> Judged:
    return load_encoder().judge(a_page(TEXT), sight, spans, owner, kinds)


def test_the_heads_judge_every_entity_and_every_ordered_pair() -> None:
    told = judged(load_encoder().see(a_page(TEXT)), SPANS, OWNER, KIND)
    assert told.kinds.shape == (5, len(KINDS))
    assert told.roles.shape == (5, len(ROLES))
    assert told.links.shape == (20, 6 + len(RELATIONS))
    assert [tuple(pair) for pair in told.pairs.tolist()] == list(permutations(range(5), 2))
    assert {OWNER[m] for m, _ in told.mentions.tolist()} == set(range(5))


def test_the_pairs_of_a_subject_are_found_by_their_object() -> None:
    told = judged(load_encoder().see(a_page(TEXT)), SPANS, OWNER, KIND)
    row = told.of(2)
    assert set(row) == {0, 1, 3, 4}
    assert np.array_equal(row[3], told.links[told.pairs.tolist().index([2, 3])])
    assert told.of(9) == {}


def test_blocks_of_pairs_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sight = load_encoder().see(a_page(TEXT))
    whole = judged(sight, SPANS, OWNER, KIND)
    monkeypatch.setattr(encoder, "_PAIRS", 3)
    parts = judged(sight, SPANS, OWNER, KIND)
    assert parts.links == pytest.approx(whole.links, abs=1e-4)
    assert np.array_equal(parts.roles, whole.roles)


@pytest.mark.parametrize(("spans", "owner", "kinds"), [([], [], []), ([(2, 3)], [0], [0])])
def test_no_pair_is_no_error(spans: list[tuple[int, int]], owner: list[int], kinds: list[int]) -> None:
    told = judged(load_encoder().see(a_page(TEXT)), spans, owner, kinds)
    assert (len(told.kinds), len(told.links)) == (len(kinds), 0)


def test_the_reader_is_loaded_once() -> None:
    assert load_encoder() is load_encoder()
