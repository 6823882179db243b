"""Proposals: spans by tag probabilities set by hand, joined by their string."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.features import KINDS, TAGS
from kg.extract.sentences import sentence_spans
from kg.extract.spans import FEATURES, Proposal, _table, proposals
from kg.extract.text import SectionText
from kg.extract.windows import page

O, B, I, BD = 0, 1, 2, 3  # noqa: E741 - the tags' own names


def tags(*rows: dict[int, float]) -> np.ndarray:
    """Rows of tag probabilities; what is left goes to O."""
    table = np.zeros((len(rows), len(TAGS)), np.float32)
    for n, row in enumerate(rows):
        for tag, p in row.items():
            table[n, tag] = p
        table[n, O] = 1.0 - sum(row.values())
    return table


def proposed(table: np.ndarray, *texts: str, marks: list[list[str]] | None = None) -> list[Proposal]:
    names = ["title", "abstract", "more"]
    sections = [SectionText(name, text, tuple(sentence_spans(text))) for name, text in zip(names, texts, strict=False)]
    found = page(sections)
    return proposals(found, table, table, marks or [[] for _ in found.words], list(texts))


def told(one: Proposal) -> dict[str, float]:
    return dict(zip(FEATURES, one.features, strict=True))


def likely(table: np.ndarray, start: int, end: int) -> list[float]:
    return list(_table(table).kinds[start, end - start - 1])


def test_a_span_is_begun_gone_on_with_and_ended() -> None:
    table = tags({B: 0.8}, {B: 0.1, I: 0.6}, {I: 0.3}, {})
    assert likely(table, 0, 1)[0] == pytest.approx(0.8 * (1 - 0.6 / 0.8))
    assert likely(table, 0, 2)[0] == pytest.approx(0.8 * (0.6 / 0.8) * (1 - 0.3 / 0.7))
    assert likely(table, 0, 3)[0] == pytest.approx(0.8 * (0.6 / 0.8) * (0.3 / 0.7))
    assert likely(table, 0, 3)[1:] == [0.0, 0.0, 0.0, 0.0]


def test_a_span_at_the_end_of_the_page_needs_no_end_and_none_goes_beyond() -> None:
    table = tags({}, {B: 0.9})
    assert likely(table, 1, 2)[0] == pytest.approx(0.9)
    assert not _table(table).totals[1, 1:].any()


def test_only_likely_spans_are_proposed() -> None:
    found = proposed(tags({B: 0.9}, {I: 0.85}, {B: 0.02}, {BD: 0.5}), "Deep nets on Set")
    assert [one.key for one in found] == ["deep nets", "set"]


@settings(max_examples=40)
@given(st.lists(st.lists(st.floats(0, 1), min_size=11, max_size=11), min_size=1, max_size=8))
def test_the_probability_of_a_span_is_one(rows: list[list[float]]) -> None:
    table = np.array(rows, np.float32) + 1e-3
    table /= table.sum(axis=1, keepdims=True)
    made = _table(table)
    assert ((made.kinds >= 0.0) & (made.kinds <= 1.0 + 1e-6)).all()


def test_a_string_has_all_its_places_in_any_case() -> None:
    (one,) = proposed(tags({B: 0.9}, {}, {}, {}, {}, {}), "Zorb", "The ZORB zorb zorbs.")
    assert (one.key, one.spans) == ("zorb", ((0, 1), (2, 3), (3, 4)))


def test_a_string_stays_in_one_section() -> None:
    found = proposed(tags({B: 0.5}, {I: 0.25}, {}), "Deep", "net deep")
    assert [(one.key, one.spans) for one in found] == [("deep", ((0, 1), (2, 3)))]


def test_proposals_stand_in_the_order_of_their_first_places() -> None:
    found = proposed(tags({}, {B: 0.9}, {I: 0.45}, {}, {BD: 0.9}, {}), "", "We grow trees on Set.")
    assert [one.key for one in found] == ["grow", "grow trees", "set"]


def test_the_features_of_a_string_by_hand() -> None:
    (one,) = proposed(tags({B: 0.8, BD: 0.1}, {}, {B: 0.4, BD: 0.1}, {}), "Zorb", "grows Zorb fast")
    row = told(one)
    assert row["tagger mean Method"] == pytest.approx(0.6)
    assert row["tagger share Dataset"] == pytest.approx(0.1 / 0.7)
    assert row["tagger most"] == pytest.approx(np.log(0.9 / 0.1), rel=1e-3)
    assert row["encoder mean"] == pytest.approx(np.log(0.7 / 0.3), rel=1e-3)
    assert (row["places 1"], row["places 2"], row["words 1"], row["in title"], row["only title"]) == (0, 1, 1, 1, 0)
    assert (row["capital inside"], row["digit"], row["lower"], row["first sentences"]) == (0, 0, 0, 1)


def test_rivals_that_hold_a_string_or_lie_in_it_are_told() -> None:
    found = {one.key: told(one) for one in proposed(tags({}, {B: 0.9}, {I: 0.45}, {}), "", "We grow trees .")}
    assert found["grow"]["around"] == pytest.approx(0.45, rel=1e-3)
    assert found["grow trees"]["within"] == pytest.approx(0.45, rel=1e-3)
    assert found["grow"]["within"] == found["grow trees"]["around"] == 0.0


def test_spellings_of_one_name_are_kin() -> None:
    found = {one.key: told(one) for one in proposed(tags({B: 0.9}, {}, {B: 0.3}, {}), "Trees", "a tree .")}
    assert found["tree"]["kin"] == pytest.approx(0.9)
    assert found["trees"]["kin"] == pytest.approx(0.3)
    assert found["tree"]["kin more"] == pytest.approx(1 / 3)


def test_marks_are_told_by_the_share_of_the_words() -> None:
    marks: list[list[str]] = [[], ["B-long"], ["I-long", "B-lex:Task"], []]
    found = {one.key: told(one) for one in proposed(tags({}, {B: 0.9}, {I: 0.85}, {}), "", "We grow trees .", marks=marks)}
    assert (found["grow trees"]["mark long"], found["grow trees"]["mark Task"], found["grow trees"]["mark short"]) == (1.0, 0.5, 0.0)


def test_there_is_a_name_for_each_feature_and_none_twice() -> None:
    (one,) = proposed(tags({B: 0.9}), "Zorb")
    assert len(one.features) == len(FEATURES) == len(set(FEATURES))
    assert {f"mark {kind}" for kind in KINDS} <= set(FEATURES)


def test_nothing_likely_gives_nothing() -> None:
    assert proposed(tags({}, {B: 0.01}), "Deep nets") == []
    assert proposed(np.zeros((0, len(TAGS)), np.float32)) == []
