"""The tagger: marginals over the tags, for any rows of features."""

from __future__ import annotations

import pytest

from kg.extract.features import TAGS, features, word_marks
from kg.extract.tagger import load_tagger, tag_marginals
from kg.extract.text import SectionText
from kg.extract.windows import page


def rows(text: str) -> list[dict[str, float]]:
    sections = [SectionText("abstract", text, ((0, len(text)),))] if text else []
    found = page(sections)
    return features(found, word_marks(found, sections, use_lexicon=False))


def test_the_marginals_of_a_word_sum_to_one() -> None:
    told = tag_marginals(load_tagger(), rows("We propose FooNet, a network."))
    assert told.shape == (7, len(TAGS))
    assert told.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    assert (told >= 0).all()


def test_no_words_have_no_marginals() -> None:
    assert tag_marginals(load_tagger(), rows("")).shape == (0, len(TAGS))


def test_the_labels_of_the_tagger_are_tags() -> None:
    assert set(load_tagger().labels()) <= set(TAGS)


def test_a_lone_surrogate_and_unknown_features_are_read() -> None:
    assert tag_marginals(load_tagger(), [*rows("Fi\ud800nch \udfff"), {"never seen": 1.0}]).sum() == pytest.approx(5.0, abs=1e-3)


def test_a_text_read_after_another_gives_the_same() -> None:
    first = tag_marginals(load_tagger(), rows("Deep nets win."))
    tag_marginals(load_tagger(), rows("Trees grow slowly there."))
    assert (tag_marginals(load_tagger(), rows("Deep nets win.")) == first).all()
