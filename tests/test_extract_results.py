"""Figures as written, their numbers and units, and what they belong to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.results import figures
from marked import extraction, paper


@pytest.mark.parametrize(
    ("text", "value", "number", "unit"),
    [
        ("reaches 91.2% of it", "91.2%", 91.2, "%"),
        (r"reaches 20\% of it", r"20\%", 20.0, "%"),
        ("is 2.6x less now", "2.6x less", 2.6, "x"),
        ("is 3.19times faster", "3.19times faster", 3.19, "x"),
        ("is up to 80% there", "up to 80%", 80.0, "%"),
        ("gains 1,200 points", "1,200 points", 1200.0, "points"),
        ("takes 45.8 ms a step", "45.8 ms", 45.8, "ms"),
        ("has 7B weights", "7B", 7e9, None),
        ("has 3 million weights", "3 million", 3e6, None),
        ("scores 34.5 there.", "34.5", 34.5, None),
    ],
)
def test_a_figure_is_kept_as_written_and_read_as_a_number(text: str, value: str, number: float, unit: str | None) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.number, figure.unit) == (value, number, unit)
    assert text[figure.start : figure.end] == value


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("rises from 70.1 to 75.3 there", "from 70.1 to 75.3", 70.1, 75.3),
        ("falls from 9% to 4% there", "from 9% to 4%", 4.0, 9.0),
        ("is 2-3x faster", "2-3x faster", 2.0, 3.0),
        ("is 4–27 times faster", "4–27 times faster", 4.0, 27.0),
        ("gains between 3 and 5% more", "between 3 and 5% more", 3.0, 5.0),
    ],
)
def test_a_range_has_two_ends(text: str, value: str, low: float, high: float) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.low, figure.high) == (value, low, high)


@pytest.mark.parametrize("text", ["GPT-3.5 wins", "ResNet-50 wins", "x_{12} wins", "the 1st wins", "v2.1b wins"])
def test_parts_of_names_are_no_figures(text: str) -> None:
    assert figures(text) == ()


@given(st.text(alphabet="0123456789.,%x- \\abft", max_size=60))
def test_any_text_gives_figures_that_stand_in_it(text: str) -> None:
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.value
        assert figure.low is None or figure.low <= figure.number <= figure.high or figure.low == figure.number


def test_a_figure_belongs_to_its_metric_method_data_and_rival() -> None:
    proposal = "We propose [FooNet|M] for [tagging|T]."
    text = f"{proposal} We show that [FooNet|M] reaches 91.2% [accuracy|R] on [TagSet|D], 3 points better than [BarNet|M]."
    first, second = extraction("[FooNet|M]", text).results
    assert (first.value, first.method, first.metric, first.dataset, first.task) == ("91.2%", "FooNet", "accuracy", "TagSet", "tagging")
    assert (second.value, second.number, second.baseline) == ("3 points better", 3.0, "BarNet")


def test_figures_and_data_in_order_are_paired_respectively() -> None:
    text = "We propose [FooNet|M]. Results show 91.2% and 80.5% [accuracy|R] on [TagSet|D] and [OldSet|D], respectively."
    found = [(result.value, result.dataset) for result in extraction("", text).results]
    assert found == [("91.2%", "TagSet"), ("80.5%", "OldSet")]


def test_a_bare_number_counts_beside_a_metric_only() -> None:
    text = "We propose [FooNet|M] with 12 layers. Experiments show 28.4 [BLEU|R] after 3 epochs in 2019."
    assert [(result.value, result.metric) for result in extraction("", text).results] == [("28.4", "BLEU")]


def test_a_figure_ends_where_a_name_begins_and_is_none_within_one() -> None:
    text = "We propose [FooNet|M]. Results show that [top 5% cutting|M] runs at 30 [FPS|R]."
    assert [(result.value, result.unit, result.metric) for result in extraction("", text).results] == [("30", "FPS", "FPS")]


def test_the_quote_spans_method_and_value() -> None:
    sections, found = paper("[FooNet|M]", "It is new. We show that [FooNet|M] gains 5%.")
    (result,) = found.results
    (quote,) = result.quotes
    sentence = sections[1].text[quote.start : quote.end]
    assert sentence == "We show that FooNet gains 5%."
    assert (sentence[slice(*quote.subject)], sentence[slice(*quote.object)]) == ("FooNet", "5%")
