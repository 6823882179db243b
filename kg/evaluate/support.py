"""Rules that combine what several papers say into one confidence, as functions of one paper's confidence and the papers' number.

Each gives for one paper what that paper's confidence is. `kg.graph.combined_confidence` is the rule `shared error`, for papers of unlike
confidence; here all papers of one triple have the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kg.evaluate.logistic import Array, log_odds, probability

__all__ = ["RULES", "Rule", "fit_constant"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule (own confidence, papers, constant) -> confidence, and the constants to choose from."""

    combine: Callable[[Array, Array, float], Array]
    constants: tuple[float, ...]


def _grid(last: float) -> tuple[float, ...]:
    return tuple(round(step / 100, 2) for step in range(round(last * 100) + 1))


def _independent(own: Array, papers: Array, constant: float = 0.0) -> Array:
    confidence: Array = 1.0 - (1.0 - own) ** papers
    return confidence


def _shared(own: Array, papers: Array, constant: float) -> Array:
    return constant * own + (1.0 - constant) * _independent(own, papers)


RULES: dict[str, Rule] = {
    "best paper": Rule(lambda own, papers, constant: own, (0.0,)),
    "independent papers": Rule(_independent, (0.0,)),
    "each further paper counts c": Rule(lambda own, papers, c: _independent(own, 1.0 + c * (papers - 1.0)), _grid(1)),
    "papers ** c": Rule(lambda own, papers, c: _independent(own, papers**c), _grid(1)),
    "log odds + c log papers": Rule(lambda own, papers, c: probability(log_odds(own) + c * np.log(papers)), _grid(3)),
    "shared error": Rule(_shared, _grid(1)),
}
"""`best paper` is support that counts nothing, `independent papers` the noisy-or; `shared error`: with probability c they err together."""


def fit_constant(rule: Rule, own: Array, papers: Array, right: Array) -> float:
    """Return the constant of a rule under which what is known to be right or wrong is likeliest, the least of equal ones.

    >>> fit_constant(RULES["shared error"], np.full(4, 0.5), np.full(4, 50.0), np.array([1.0, 1.0, 1.0, 0.0]))
    0.5
    """

    def loss(constant: float) -> float:
        chances = np.clip(rule.combine(own, papers, constant), 1e-6, 1.0 - 1e-6)
        return round(float(-np.sum(np.where(right > 0, np.log(chances), np.log1p(-chances)))), 9)

    return min(rule.constants, key=loss)
