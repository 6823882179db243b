from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluate.calibration import Bin, Pair, auc, brier, ece, log_loss, precision_at_coverage, reliability

PAIRS = st.lists(st.tuples(st.sampled_from([0.0, 0.05, 0.1, 0.35, 0.5, 0.7, 0.95, 1.0]), st.booleans()), max_size=30)


def test_bins_are_of_equal_width_and_one_is_in_the_last() -> None:
    assert reliability([(0.0, False), (0.25, True), (0.5, True), (1.0, True)], bins=2) == [
        Bin(0.0, 0.5, 2, 0.125, 0.5),
        Bin(0.5, 1.0, 2, 0.75, 1.0),
    ]


def test_ece_weighs_bins_by_their_size() -> None:
    # .15 sure, all three wrong: gap .15; .95 sure, one of one right: gap .05
    assert ece([(0.15, False)] * 3 + [(0.95, True)]) == pytest.approx((3 * 0.15 + 0.05) / 4)


def test_a_confidence_that_is_its_own_precision_has_no_error() -> None:
    assert ece([(0.75, True)] * 3 + [(0.75, False)]) == 0.0


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match=r"from 0 to 1, got 1\.5"):
        ece([(1.5, True)])


def test_brier_of_certainty_is_0_or_1() -> None:
    assert (brier([(1.0, True), (0.0, False)]), brier([(1.0, False), (0.0, True)])) == (0.0, 1.0)


def test_log_loss_of_a_wrong_certainty_is_finite() -> None:
    assert 13 < log_loss([(0.0, True)]) < 14 and log_loss([(1.0, True)]) < 1e-5


def test_auc_counts_a_tie_half() -> None:
    assert auc([(0.5, True), (0.5, False)]) == 0.5
    assert auc([(0.2, True), (0.4, False)]) == 0.0
    assert auc([(0.4, True), (0.2, False), (0.4, False)]) == 0.75


def test_ties_at_the_end_of_a_share_count_by_chance() -> None:
    # the best is right; of the three that tie one is right, and one of the three is taken
    pairs = [(0.9, True), (0.5, True), (0.5, False), (0.5, False)]
    assert precision_at_coverage(pairs, (0.5, 0.25, 0.01)) == {0.5: pytest.approx((1 + 1 / 3) / 2), 0.25: 1.0, 0.01: 1.0}


def test_nothing_has_no_error() -> None:
    assert (ece([]), brier([]), log_loss([]), auc([]), reliability([])) == (0.0, 0.0, 0.0, 0.5, [])
    assert precision_at_coverage([], (0.5,)) == {0.5: 1.0}


@given(PAIRS, st.randoms())
def test_measures_are_free_of_order(pairs: list[Pair], random: object) -> None:
    shuffled = pairs.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for measure in (ece, brier, log_loss, auc, reliability, precision_at_coverage):
        assert measure(pairs) == measure(shuffled)


@given(PAIRS)
def test_errors_are_bounded_and_all_coverage_is_precision(pairs: list[Pair]) -> None:
    assert 0.0 <= ece(pairs) <= 1.0 and 0.0 <= brier(pairs) <= 1.0 and 0.0 <= auc(pairs) <= 1.0
    if pairs:
        assert precision_at_coverage(pairs, (1.0,))[1.0] == pytest.approx(sum(right for _, right in pairs) / len(pairs))
