"""The small networks: answers by hand, and the packaged ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kg.extract.features import KINDS
from kg.extract.nets import Net, load_nets, softmax
from kg.extract.spans import FEATURES
from kg.schema import RELATIONS, ROLES


def net(**changes: object) -> Net:
    """Two features to two logits through one hidden unit that is the second, drawn by half, for two seeds."""
    parts: dict[str, object] = {
        "mean": np.array([0, 10], np.float32),
        "scale": np.array([1, 2], np.float32),
        "inner": np.array([[[0], [1]], [[0], [1]]], np.float32),
        "inner_start": np.zeros((2, 1), np.float32),
        "outer": np.array([[[0, 1]], [[0, 3]]], np.float32),
        "outer_start": np.array([[1, 0], [3, 0]], np.float32),
        "names": ("a", "b"),
    }
    return Net(**(parts | changes))


def test_logits_are_the_mean_of_the_seeds() -> None:
    rows = np.array([[5, 10], [5, 30]], np.float32)
    assert net().logits(rows) == pytest.approx(np.array([[2, 0], [2, 20]], np.float32))


def test_heat_softens() -> None:
    row = np.array([[0, 30]], np.float32)
    assert net(heat=4.0).logits(row) == pytest.approx(np.array([[0.5, 5]]))
    assert net(heat=4.0).likely(row)[0, 1] == pytest.approx(1 / (1 + math.exp(-4.5)))


def test_a_hidden_unit_below_nought_is_nearly_silent() -> None:
    assert net().logits(np.array([[0, -10]], np.float32)) == pytest.approx(np.array([[2, 0]]), abs=1e-4)


def test_features_by_name_are_rows_and_unknown_names_are_left_out() -> None:
    assert net().rows([{"b": 2.0, "c": 1.0}, {}]).tolist() == [[0.0, 2.0], [0.0, 0.0]]


@given(arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-1e4, 1e4, width=32)))
def test_rows_of_probabilities_sum_to_one(logits: np.ndarray) -> None:
    told = softmax(logits)
    assert told.sum(axis=-1) == pytest.approx(1.0, abs=1e-5)
    assert (told >= 0).all()


CLASSES = {"strings": 1 + len(KINDS), "same": 2, "roles": 1 + len(ROLES), "relations": 1 + len(RELATIONS), "values": 2, "slots": 2}


@pytest.mark.parametrize("name", load_nets())
def test_a_packaged_network_fits_what_it_decides(name: str) -> None:
    held = load_nets()[name]
    width = len(held.names) or len(FEATURES)
    assert held.mean.shape == held.scale.shape == (width,)
    assert held.inner.shape[1] == width
    assert held.outer.shape[2] == CLASSES[name]
    assert held.heat > 0
    assert np.isfinite(held.logits(np.zeros((1, width), np.float32))).all()


@pytest.mark.parametrize(("name", "least"), [("strings", 1), ("relations", 1 + len(RELATIONS)), ("values", 2), ("slots", 2)])
def test_a_packaged_network_says_from_when_it_is_believed(name: str, least: int) -> None:
    assert len(load_nets()[name].least) == least
