"""Figures as written, their numbers and units, and what they belong to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.encoder import Sight
from kg.extract.mentions import Seen
from kg.extract.nets import load_nets
from kg.extract.quotes import Reading
from kg.extract.results import Figure, Value, figures, results_of, slot_rows, values
from kg.extract.roles import Role
from kg.extract.windows import page
from kg.schema import RELATIONS, ROLES
from marked import blank, extraction, marked_sections, paper, reading


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


def marked_values(abstract: str, *figure_words: int) -> list[Value]:
    """The values of an abstract whose words at these places the encoder takes for the first of a figure."""
    sections, mentions = marked_sections("", abstract)
    found = page(sections)
    held = np.zeros((len(found.words), 3), np.float32)
    held[:, 0] = 1.0
    held[list(figure_words)] = 0.1, 0.8, 0.1
    return values(Seen(found, Sight(held, held, held), tuple(mentions), ()), sections, reading("", abstract))


def test_figures_are_found_by_form_and_by_the_encoder() -> None:
    by_form, none_there = marked_values("It gains 5% there."), marked_values("No figure stands here.")
    assert [(value.figure.value, value.span) for value in by_form] == [("5%", (2, 4))]
    assert none_there == []
    assert (by_form[0].features["formed"], by_form[0].features["marked"]) == (1.0, 0.0)


def test_what_the_encoder_marks_alone_is_a_figure_of_its_own() -> None:
    told = {value.figure.value: value.features for value in marked_values("It gains 5% there.", 2)}
    assert set(told) == {"5%", "5"}
    assert (told["5"]["formed"], told["5"]["marked"], told["5"]["begin"]) == (0.0, 1.0, pytest.approx(0.8))


def test_a_word_without_a_number_is_no_figure_whatever_the_encoder_says() -> None:
    assert [value.figure.value for value in marked_values("It gains there in 7 ways.", 1)] == ["7"]


def test_a_figure_ends_where_a_name_begins_and_is_none_within_one() -> None:
    found = marked_values("[top 5% cutting|M] runs at 30 [FPS|R] in [GPT-3.5|M].")
    assert [(value.figure.value, value.figure.unit) for value in found] == [("30", "FPS")]


@pytest.mark.parametrize(
    ("text", "counts", "setting"),
    [
        ("It gains 5% there.", 0.9, 0.0),
        ("It has 12 layers there.", 0.0, 1.0),
        ("It takes 28.4 [BLEU|R] there.", 0.8, 0.0),
        ("It came in 2019 there.", 0.0, 0.0),
    ],
)
def test_the_features_of_a_figure_tell_units_settings_and_metrics(text: str, counts: float, setting: float) -> None:
    (value,) = marked_values(text)
    assert (value.features["counts"], value.features["setting"]) == (counts, setting)
    assert value.features["metric"] == float("BLEU" in text)


def a_value(start: int, end: int) -> Value:
    return Value(0, Figure(start, end, "5", 5.0, None), (start, end), {})


def test_the_likeliest_figures_are_taken_and_none_overlap() -> None:
    found = [a_value(0, 3), a_value(2, 4), a_value(6, 7)]
    assert results_of(found, [0.6, 0.9, 0.7], 0.5) == [(found[1], 0.9), (found[2], 0.7)]
    assert results_of(found, [0.6, 0.4, 0.3], 0.5) == [(found[0], 0.6)]
    assert results_of(found, [0.6, 0.6, 0.5], 0.5) == [(found[0], 0.6), (found[2], 0.5)]


TEXT = "[FooNet|M] is new. It gains 5% [accuracy|R] more than [BarNet|M] on [TagSet|D]."


def rows() -> dict[tuple[str, int], dict[str, float]]:
    found = reading("", TEXT)
    (value,) = (one for one in marked_values(TEXT) if one.figure.value == "5%")
    judged = blank(found, figures=1)
    judged.links[[*map(tuple, judged.pairs.tolist())].index((4, 2)), 1 + len(RELATIONS) + 4] = 3.0
    return slot_rows(found, given_roles(found), judged, value, 4)


def given_roles(found: Reading) -> tuple[Role, ...]:
    odds = tuple(1.0 if role == "MENTIONS" else 0.0 for role in ROLES)
    return tuple(Role("MENTIONS", 0.9, places[0], frozenset(), odds) for places in found.by_entity)


def test_a_slot_may_be_filled_by_entities_of_its_kind() -> None:
    assert list(rows()) == [("method", 2), ("method", 0), ("metric", 1), ("dataset", 3), ("baseline", 2), ("baseline", 0)]


def test_the_rows_of_a_slot_tell_the_heads_the_distance_and_the_words_before() -> None:
    told = rows()
    held = told["baseline", 2]
    assert held["slot baseline"] == pytest.approx(3.0 - math.log(math.exp(3.0) + 2))
    assert held["nothing"] == pytest.approx(-math.log(math.exp(3.0) + 2))
    assert (held["baseline rank 0"], held["baseline sentences 0"], held["baseline than"]) == (1.0, 1.0, 1.0)
    assert (told["baseline", 0]["baseline rank 1"], told["baseline", 0]["baseline sentences 1"]) == (1.0, 1.0)
    assert told["metric", 1]["near"] == pytest.approx(1 / (1 + 1 / 20))
    assert (told["metric", 1]["metric only"], told["method", 0]["method only"]) == (1.0, 0.0)
    assert held["baseline MENTIONS"] == 1.0


def test_the_networks_know_the_names_of_the_features() -> None:
    (value,) = marked_values("It gains 5% there.")
    assert {name for name in value.features if not name.startswith(("unit ", "in "))} <= set(load_nets()["values"].names)
    assert {"slot method", "nothing", "near", "sure", "baseline than"} <= set(load_nets()["slots"].names)


CLEAR = "We propose [FooNet|M] for [tagging|T]. [FooNet|M] outperforms [BarNet|M] on the [TagSet|D] benchmark by 2.1% [accuracy|R]."


def test_a_clear_figure_belongs_to_its_metric_and_method() -> None:
    (result,) = extraction("[FooNet|M]: Fast [tagging|T]", CLEAR).results
    assert (result.value, result.number, result.unit) == ("2.1%", 2.1, "%")
    assert (result.method, result.metric) == ("FooNet", "accuracy")


def test_the_quote_spans_method_and_value() -> None:
    sections, found = paper("[FooNet|M]: Fast [tagging|T]", CLEAR)
    (quote,) = found.results[0].quotes
    sentence = sections[1].text[quote.start : quote.end]
    assert sentence.startswith("FooNet outperforms")
    assert (sentence[slice(*quote.subject)], sentence[slice(*quote.object)]) == ("FooNet", "2.1%")


def test_settings_are_no_results() -> None:
    text = "We propose [FooNet|M] with 12 layers for [tagging|T]. We train it for 3 epochs in 2019."
    assert extraction("[FooNet|M]", text).results == ()
