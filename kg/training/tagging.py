"""Fit the tagger: a conditional random field by L-BFGS over the features of `kg.extract.features`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pycrfsuite

from kg.extract.features import TAGS

__all__ = ["fit_tagger"]


def fit_tagger(
    rows: Sequence[Sequence[Mapping[str, float]]], tags: Sequence[Sequence[int]], path: Path, *, iterations: int = 80
) -> pycrfsuite.Tagger:
    """Train a tagger on papers, given as features and gold tags of their words; write it, and return it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, gold in zip(rows, tags, strict=True):
        trainer.append(pycrfsuite.ItemSequence(features), [TAGS[tag] for tag in gold])
    trainer.set_params({"c1": 0.1, "c2": 0.05, "max_iterations": iterations, "feature.possible_transitions": True, "feature.minfreq": 2})
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger
