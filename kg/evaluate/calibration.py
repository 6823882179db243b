"""How far confidences can be believed: calibration error, reliability, Brier, log loss, AUC and precision at coverage.

Everything is a function of (confidence, correct) pairs, free of their order. Bins are of equal width: confidences of a graph
share few values, which bins of equal mass would have to split. Where there is no pair at all, errors are 0 and shares 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log

__all__ = ["Bin", "Pair", "auc", "brier", "ece", "log_loss", "precision_at_coverage", "reliability"]

Pair = tuple[float, bool]
"""A confidence in 0..1, and whether what it was given to is right."""

_LEAST = 1e-6
"""The least doubt that log loss counts, so that one wrong certainty is not infinite."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The pairs with a confidence in [low, high): how many, their mean confidence, and the share of them that is right."""

    low: float
    high: float
    count: int
    confidence: float
    precision: float


def _mean(values: Sequence[float], *, nothing: float = 0.0) -> float:
    return fsum(values) / len(values) if values else nothing


def _place(confidence: float, bins: int) -> int:
    """Return the bin of a confidence; 1 is in the last. Raise ValueError where it is no probability."""
    if not 0.0 <= confidence <= 1.0:
        raise ValueError(f"expected confidences from 0 to 1, got {confidence}")
    return min(bins - 1, int(confidence * bins))


def reliability(pairs: Iterable[Pair], *, bins: int = 10) -> list[Bin]:
    """Return the bins of equal width that hold a pair, lowest first.

    >>> for part in reliability([(0.62, True), (0.68, False), (1.0, True)]):
    ...     print(part.low, part.high, part.count, part.confidence, part.precision)
    0.6 0.7 2 0.65 0.5
    0.9 1.0 1 1.0 1.0
    """
    parts: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        parts[_place(pair[0], bins)].append(pair)
    return [
        Bin(place / bins, (place + 1) / bins, len(part), _mean([c for c, _ in part]), _mean([float(right) for _, right in part]))
        for place, part in sorted(parts.items())
    ]


def ece(pairs: Iterable[Pair], *, bins: int = 10) -> float:
    """Return the expected calibration error: the mean gap of confidence and precision in bins of equal width, by their size.

    Guo et al., On Calibration of Modern Neural Networks, 2017.

    >>> ece([(0.62, True), (0.68, False), (1.0, True)])  # (2 x .15 + 1 x 0) / 3
    0.1
    """
    parts = reliability(pairs, bins=bins)
    count = sum(part.count for part in parts)
    return round(fsum(part.count * abs(part.confidence - part.precision) for part in parts) / count, 12) if count else 0.0


def brier(pairs: Iterable[Pair]) -> float:
    """Return the mean squared gap of confidence and truth.

    >>> brier([(0.5, True), (0.5, False), (1.0, True), (1.0, True)])
    0.125
    """
    return _mean([(confidence - right) ** 2 for confidence, right in pairs])


def log_loss(pairs: Iterable[Pair]) -> float:
    """Return the mean negative log likelihood of the truth, in nats; a confidence counts as at least 1e-6 from 0 and from 1.

    >>> round(log_loss([(0.5, True), (0.5, False)]), 4), round(log_loss([(1.0, False)]), 2)
    (0.6931, 13.82)
    """
    return _mean([-log(max(_LEAST, min(1 - _LEAST, confidence if right else 1 - confidence))) for confidence, right in pairs])


def auc(pairs: Iterable[Pair]) -> float:
    """Return how often a right one has more confidence than a wrong one, a tie counting half; .5 where there are not both.

    >>> auc([(0.9, True), (0.5, True), (0.5, False), (0.1, False)])
    0.875
    """
    counts: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for confidence, right in pairs:
        counts[confidence][right] += 1
    below, won, rights = 0, 0.0, 0
    for _, (wrong, good) in sorted(counts.items()):
        won += good * (below + wrong / 2)
        below, rights = below + wrong, rights + good
    return won / (below * rights) if below and rights else 0.5


def precision_at_coverage(pairs: Iterable[Pair], shares: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 1.0)) -> dict[float, float]:
    """Return, for each share, the precision of that share of the pairs with the most confidence, at least one of them.

    Of pairs that tie where the share ends, each counts by its chance to be taken.

    >>> precision_at_coverage([(0.9, True), (0.7, True), (0.7, False), (0.2, False)], (0.25, 0.5, 1.0))
    {0.25: 1.0, 0.5: 0.75, 1.0: 0.5}
    """
    counts: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for confidence, right in pairs:
        counts[confidence][0] += 1
        counts[confidence][1] += right
    groups = [(size, right) for _, (size, right) in sorted(counts.items(), reverse=True)]
    whole = sum(size for size, _ in groups)
    return {share: _top(groups, max(1, round(share * whole))) for share in shares}


def _top(groups: Sequence[tuple[int, int]], wanted: int) -> float:
    """Return the precision of the first `wanted` of groups of (size, right)."""
    left, right = wanted, 0.0
    for size, rights in groups:
        taken = min(left, size)
        right += rights * taken / size
        left -= taken
    return right / wanted if groups else 1.0
