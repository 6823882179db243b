"""The trained reader on onnxruntime: a paper's words to states and tags, its entities and pairs to what they may be.

One window at a time on one thread: quantised weights give the same numbers whatever other papers are read beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from kg.extract.pairing import nearest_pairs
from kg.extract.windows import Page, Window, windows
from kg.extract.wordpieces import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    Floats = NDArray[np.float32]
    Integers = NDArray[np.int64]

__all__ = ["Encoder", "Judged", "Sight", "load_encoder"]

_PAIRS = 4096
"""So many pairs are judged at a time: memory stays flat however long a paper is."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the encoder sees in a page: for each word its states, its tags (`kg.extract.features.TAGS`) and figure tags (O, B, I)."""

    states: Floats
    tags: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class Judged:
    """What the heads hold of entities and their ordered pairs, as logits; `pairs` are entities, `mentions` the nearest of each pair."""

    kinds: Floats
    roles: Floats
    links: Floats
    pairs: Integers
    mentions: Integers

    def of(self, subject: int) -> dict[int, Floats]:
        """Return the logits of the pairs of a subject, by their object; `pairs` are sorted."""
        first, last = self.pairs[:, 0].searchsorted([subject, subject + 1])
        return {int(end): row for end, row in zip(self.pairs[first:last, 1], self.links[first:last], strict=True)}


@dataclass(frozen=True, slots=True)
class Encoder:
    """The vocabulary and the two networks."""

    vocabulary: Vocabulary
    encoder: InferenceSession
    heads: InferenceSession

    def see(self, found: Page) -> Sight:
        """Return what the encoder sees in a page, window by window."""
        import numpy as np

        rows = [self._window(window) for window in windows(self.vocabulary, found)] if found.words else []
        if not rows:
            return Sight(*(np.zeros((0, width), np.float32) for width in (384, 11, 3)))
        states, tags, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        return Sight(states, tags, values)

    def _window(self, window: Window) -> Sequence[Floats]:
        import numpy as np

        inputs = {name: np.array([getattr(window, name)], np.int64) for name in ("ids", "segments", "shapes")}
        found: Sequence[Floats] = self.encoder.run(None, {**inputs, "places": np.array(window.places, np.int64)})
        return found

    def judge(self, found: Page, sight: Sight, spans: Sequence[tuple[int, int]], owner: Sequence[int], kinds: Sequence[int]) -> Judged:
        """Return what the heads hold of entities, given by the ranges of words of their mentions and their kinds by number."""
        import numpy as np

        pairs, mentions, distances = nearest_pairs(found, spans, owner)
        ranges = np.array(spans, np.int64).reshape(-1, 2)
        inputs = {"states": sight.states, "starts": ranges[:, 0], "ends": ranges[:, 1]}
        inputs |= {"owner": np.array(owner, np.int64), "kinds": np.array(kinds, np.int64)}
        links = []
        for start in range(0, max(len(pairs), 1), _PAIRS):
            block = slice(start, start + _PAIRS)
            told = self.heads.run(None, {**inputs, "pairs": pairs[block], "mentions": mentions[block], "distances": distances[block]})
            links.append(told[2])
        return Judged(told[0], told[1], np.concatenate(links), pairs, mentions)


def _session(name: str) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with as_file(files("kg").joinpath("data", name)) as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def load_encoder() -> Encoder:
    """Return the packaged reader, loaded once a process."""
    pieces = files("kg").joinpath("data", "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
    vocabulary = Vocabulary({piece: number for number, piece in enumerate(pieces)})
    return Encoder(vocabulary, _session("encoder.onnx"), _session("heads.onnx"))
