"""The tagger: a conditional random field over the features of words, the encoder's tags among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from kg.extract.features import TAGS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pycrfsuite import Tagger

    Floats = NDArray[np.float32]

__all__ = ["load_tagger", "tag_marginals"]


@cache
def load_tagger() -> Tagger:
    """Return the packaged tagger, loaded once a process."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    with as_file(files("kg").joinpath("data", "tagger.crfsuite")) as path:
        tagger.open(str(path))
    return tagger


def tag_marginals(tagger: Tagger, features: Sequence[Mapping[str, float]]) -> Floats:
    """Return how likely each tag is for each word, over all paths: (words, TAGS)."""
    import numpy as np

    rows = np.zeros((len(features), len(TAGS)), np.float32)
    if features:
        tagger.set(features)
        for tag in tagger.labels():
            rows[:, TAGS.index(tag)] = [tagger.marginal(tag, n) for n in range(len(features))]
    return rows
