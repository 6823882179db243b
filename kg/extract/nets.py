"""The small networks that decide, from features and what the encoder holds: one hidden layer, weights in one packaged file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Net", "load_nets", "softmax"]


_PARTS = ("mean", "scale", "inner", "inner_start", "outer", "outer_start")


def softmax(logits: Floats) -> Floats:
    """Return rows of logits as rows of probabilities.

    >>> import numpy as np
    >>> softmax(np.zeros((1, 2), np.float32)).tolist()
    [[0.5, 0.5]]
    """
    import numpy as np

    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Net:
    """Features (rows, in), drawn to mean 0 and scale 1, to logits (rows, out), the mean of several seeds; `heat` softens them.

    `least` holds, for each class, the probability from which it is believed; `names` those of the features, where they have names.
    """

    mean: Floats
    scale: Floats
    inner: Floats
    inner_start: Floats
    outer: Floats
    outer_start: Floats
    heat: float = 1.0
    least: tuple[float, ...] = ()
    names: tuple[str, ...] = ()

    def likely(self, features: Floats) -> Floats:
        """Return the probabilities of the classes for rows of features."""
        return softmax(self.logits(features))

    def rows(self, told: Sequence[Mapping[str, float]]) -> Floats:
        """Return features given by name as rows; a name that the network does not know is left out."""
        import numpy as np

        place = {name: n for n, name in enumerate(self.names)}
        rows = np.zeros((len(told), len(self.names)), np.float32)
        for n, features in enumerate(told):
            for name, value in features.items():
                if name in place:
                    rows[n, place[name]] = value
        return rows

    def logits(self, features: Floats) -> Floats:
        """Return the logits of rows of features.

        >>> import numpy as np
        >>> one = np.ones((1, 1, 1), np.float32)
        >>> net = Net(one[0, 0] * 0, one[0, 0], one, one[0] * 0, one, one[0] * 0)
        >>> net.logits(np.array([[0.0], [10.0]], np.float32)).tolist()
        [[0.0], [10.0]]
        """
        import numpy as np

        rows = (features - self.mean) / self.scale
        told = np.zeros((len(rows), self.outer.shape[2]), np.float32)
        for inner, start, outer, last in zip(self.inner, self.inner_start, self.outer, self.outer_start, strict=True):
            told += _gelu(rows @ inner + start) @ outer + last
        return np.asarray(told / (len(self.inner) * self.heat), np.float32)


def _gelu(rows: Floats) -> Floats:
    """Return x times the normal distribution at x, by the usual approximation."""
    import numpy as np

    return np.asarray(0.5 * rows * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (rows + 0.044715 * rows * rows * rows))))


@cache
def load_nets() -> dict[str, Net]:
    """Return the packaged networks by name."""
    import numpy as np

    with np.load(BytesIO(files("kg").joinpath("data", "nets.npz").read_bytes()), allow_pickle=False) as held:
        return {name: _net(held, name) for name in sorted({key.split("/")[0] for key in held.files})}


def _net(held: Mapping[str, NDArray[np.generic]], name: str) -> Net:
    import numpy as np

    mean, scale, inner, inner_start, outer, outer_start = (held[f"{name}/{part}"].astype(np.float32) for part in _PARTS)
    least = tuple(float(p) for p in held[f"{name}/least"])
    return Net(
        mean,
        scale,
        inner,
        inner_start,
        outer,
        outer_start,
        float(held[f"{name}/heat"]),
        least,
        tuple(str(name) for name in held[f"{name}/names"]),
    )
