"""Logistic regression over named features, by Newton's method with conjugate gradients: sparse, and the same wherever it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Features", "fit_logistic", "log_odds", "probability"]

Array = NDArray[np.float64]
Features = Mapping[str, float]
"""Value by name; what is not named is 0."""

_NEWTON_STEPS = 30
_GRADIENT_STEPS = 500
_FLAT = 1e-3
"""Penalty of the intercept: next to none, but enough where all outcomes are one."""


def probability(odds: Array) -> Array:
    """Return the probabilities of these log odds.

    >>> probability(np.array([0.0])).tolist()
    [0.5]
    """
    chances: Array = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return chances


def log_odds(chances: Array) -> Array:
    """Return the log odds of these probabilities, which are none of them 0 or 1.

    >>> log_odds(np.array([0.5])).tolist()
    [0.0]
    """
    odds: Array = np.log(chances) - np.log1p(-chances)
    return odds


@dataclass(frozen=True, slots=True)
class _Table:
    """The values that are not 0, each with its line and its column."""

    lines: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Array
    height: int
    width: int

    def times(self, weights: Array) -> Array:
        """Return the sum of each line, weighed by column."""
        return np.bincount(self.lines, self.values * weights[self.columns], self.height).astype(np.float64)

    def across(self, weights: Array) -> Array:
        """Return the sum of each column, weighed by line."""
        return np.bincount(self.columns, self.values * weights[self.lines], self.width).astype(np.float64)


def _table(rows: Sequence[Features], places: Mapping[str, int]) -> _Table:
    """Return the table of some rows, with an intercept as its first column."""
    cells = [(line, 0, 1.0) for line in range(len(rows))]
    cells += [(line, places[name], value) for line, row in enumerate(rows) for name, value in row.items() if value and name in places]
    whole = np.array(cells, dtype=np.float64).reshape(-1, 3)
    return _Table(whole[:, 0].astype(np.intp), whole[:, 1].astype(np.intp), whole[:, 2], len(rows), len(places) + 1)


def fit_logistic(
    rows: Sequence[Features], right: Sequence[bool], *, penalty: float = 3.0, least: int = 3
) -> Callable[[Sequence[Features]], Array]:
    """Return a function from rows to probabilities, fitted to these outcomes with `penalty` / 2 on the squared weights.

    A feature of fewer than `least` rows is not used.

    >>> chance = fit_logistic([{"a": 1.0}, {"a": 1.0}, {}, {}] * 2, [True, True, False, False] * 2, penalty=0.1)
    >>> chance([{"a": 1.0}, {}]).round(2).tolist()
    [0.89, 0.11]
    """
    counts = Counter(name for row in rows for name, value in row.items() if value)
    places = {name: place for place, name in enumerate(sorted(n for n in counts if counts[n] >= least), 1)}
    penalties = np.full(len(places) + 1, penalty)
    penalties[0] = _FLAT
    weights = _newton(_table(rows, places), np.array(right, dtype=np.float64), penalties)
    return lambda others: probability(_table(others, places).times(weights))


def _newton(table: _Table, right: Array, penalties: Array) -> Array:
    weights = np.zeros(table.width)
    for _ in range(_NEWTON_STEPS):
        chances = probability(table.times(weights))
        slope = table.across(chances - right) + penalties * weights
        step = _solved(table, chances * (1.0 - chances), penalties, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _solved(table: _Table, bends: Array, penalties: Array, slope: Array) -> Array:
    """Return the step at which the curvature (bends over lines, penalties over columns) makes up for a slope."""
    scale = np.bincount(table.columns, table.values**2 * bends[table.lines], table.width) + penalties
    step, left = np.zeros(table.width), slope
    way = left / scale
    size = np.sum(left * way)
    for _ in range(_GRADIENT_STEPS):
        if size < 1e-20:
            break
        bent = table.across(bends * table.times(way)) + penalties * way
        length = size / np.sum(way * bent)
        step, left = step + length * way, left - length * bent
        fresh = np.sum(left * left / scale)
        way, size = left / scale + fresh / size * way, fresh
    return step
