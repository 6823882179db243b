"""The small networks: what is learnt, how it is softened, and the file they are kept in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.extract.nets import Net, _net, softmax
from kg.training.nets import fit_net, frequent, heated, write_nets

RNG = np.random.default_rng(5)
ROWS: NDArray[np.float32] = RNG.normal(size=(400, 3)).astype(np.float32)
LABELS = [int(a * b > 0) for a, b, _ in ROWS]


def fitted() -> Net:
    return fit_net(ROWS, LABELS, 2, names=("a", "b", "c"), hidden=16, epochs=200, seeds=2)


def log_loss(logits: NDArray[np.float32], labels: list[int]) -> float:
    return float(-np.log(softmax(logits)[np.arange(len(labels)), labels]).mean())


def test_a_network_learns_what_no_line_could_part() -> None:
    right = (fitted().likely(ROWS).argmax(1) == LABELS).mean()
    assert right > 0.8


def test_it_is_fitted_alike_twice() -> None:
    assert (fitted().logits(ROWS) == fitted().logits(ROWS)).all()


def test_a_feature_that_never_changes_does_no_harm() -> None:
    rows = np.hstack([ROWS, np.full((400, 1), 7, np.float32)])
    assert np.isfinite(fit_net(rows, LABELS, 2, epochs=2, seeds=1).logits(rows)).all()


def test_heat_lowers_the_log_loss_of_what_is_too_sure() -> None:
    net = fitted()
    sure = net.logits(ROWS) * 3
    labels = [label if n % 4 else 1 - label for n, label in enumerate(LABELS)]
    hot = heated(net, sure, labels)
    assert hot.heat > 1
    assert log_loss(sure / hot.heat, labels) < log_loss(sure, labels)
    assert hot.logits(ROWS) == pytest.approx(net.logits(ROWS) / hot.heat, abs=1e-5)


def test_frequent_names_are_counted_and_sorted() -> None:
    rows = [{"b": 1.0, "a": 0.0}, {"b": 2.0}, {"c": 1.0, "a": 1.0}]
    assert frequent(rows, least=2) == ("a", "b")


def read_back(path: Path, name: str) -> Net:
    with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as held:
        return _net(held, name)


def test_a_network_comes_back_from_its_file(tmp_path: Path) -> None:
    net = heated(fitted(), fitted().logits(ROWS), LABELS)
    write_nets({"one": net, "two": fitted()}, tmp_path / "nets.npz")
    back = read_back(tmp_path / "nets.npz", "one")
    assert (back.heat, back.least, back.names) == (pytest.approx(net.heat), net.least, net.names)
    assert back.logits(ROWS) == pytest.approx(net.logits(ROWS), abs=0.05)


def test_the_file_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        write_nets({"one": fitted()}, tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
