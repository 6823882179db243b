"""What a fine-tuned reader sees in papers, and its heads as a judge: the torch twin of `kg.extract.encoder`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from kg.extract.encoder import Judged, Sight
from kg.extract.entities import Judge
from kg.extract.pairing import nearest_pairs
from kg.extract.windows import Page, windows
from kg.extract.wordpieces import Vocabulary
from kg.model import Span
from kg.training.reader import Reader, batch

__all__ = ["judge_of", "see"]

_ROWS = 8


def see(model: Reader, vocabulary: Vocabulary, pages: Sequence[Page]) -> list[Sight]:
    """Return what a reader sees in pages, in their order; papers of about one length are read together."""
    cut = [windows(vocabulary, found) for found in pages]
    flat = [(n, m) for n, rows in enumerate(cut) for m in range(len(rows))]
    flat.sort(key=lambda place: len(cut[place[0]][place[1]].ids))
    parts: dict[tuple[int, int], tuple[np.ndarray, ...]] = {}
    for start in range(0, len(flat), _ROWS):
        places = flat[start : start + _ROWS]
        rows = [cut[n][m] for n, m in places]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = model(*batch(rows)).float()
        for row, (place, window) in enumerate(zip(places, rows, strict=True)):
            parts[place] = tuple(_told(model, states[row][torch.tensor(window.places, dtype=torch.long)]))
    return [Sight(*(np.concatenate([parts[n, m][k] for m in range(len(rows))]) for k in range(3))) for n, rows in enumerate(cut)]


def _told(model: Reader, states: torch.Tensor) -> Iterator[np.ndarray]:
    with torch.no_grad():
        yield states.numpy().astype(np.float32)
        yield model.tag(states).softmax(-1).numpy()
        yield model.value(states).softmax(-1).numpy()


def judge_of(model: Reader) -> Judge:
    """Return the heads of a reader as what judges entities and pairs."""

    def judge(found: Page, sight: Sight, spans: Sequence[Span], owner: Sequence[int], kinds: Sequence[int]) -> Judged:
        """Return what the heads hold; see `kg.extract.encoder.Encoder.judge`."""
        pairs, mentions, distances = nearest_pairs(found, spans, owner)
        ranges = torch.tensor(spans, dtype=torch.long).reshape(-1, 2)
        numbers = [torch.tensor(owner, dtype=torch.long), torch.tensor(kinds, dtype=torch.long)]
        numbers += [torch.from_numpy(array) for array in (pairs, mentions, distances)]
        with torch.no_grad():
            told = model.heads(torch.from_numpy(sight.states), ranges[:, 0], ranges[:, 1], *numbers)
        return Judged(told[0].numpy(), told[1].numpy(), told[2].numpy(), pairs, mentions)

    return judge
