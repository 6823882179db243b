"""The reader: one encoder, and on its states the tags of words, the kind and role of entities, the class of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.pairing import DISTANCES, nearest_pairs
from kg.extract.windows import Window, windows
from kg.extract.wordpieces import SHAPES, Vocabulary
from kg.training.encoder import Encoder
from kg.training.gold import CLASSES, KINDS, ROLES, TAGS, Example

__all__ = ["ALLOWED", "Entities", "Heads", "Item", "Reader", "batch", "losses", "prepare"]

_WIDE = 256
_PAIR = 96
_HIDDEN = 192
_NEAR = 32


def _allowed() -> Tensor:
    """Return which classes a pair of kinds may have: (kinds + figure, kinds + figure, classes), True where it may."""
    from kg.schema import RELATIONS

    size = len(KINDS) + 1
    table = torch.zeros(size, size, len(CLASSES), dtype=torch.bool)
    table[:, :, 0] = True
    for predicate, (subjects, objects) in RELATIONS.items():
        if predicate in CLASSES:
            for subject in subjects:
                for end in objects:
                    table[KINDS.index(subject), KINDS.index(end), CLASSES.index(predicate)] = True
    wanted = {"method": "Method", "metric": "Metric", "dataset": "Dataset", "task": "Task", "baseline": "Method"}
    for slot, kind in wanted.items():
        table[len(KINDS), KINDS.index(kind), CLASSES.index(slot)] = True
    return table


ALLOWED = _allowed()


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of one paper as numbers: mentions as ranges of words with their entity, kinds, pairs and their distances."""

    starts: Tensor
    ends: Tensor
    owner: Tensor
    kinds: Tensor
    pairs: Tensor
    mentions: Tensor
    distances: Tensor


@dataclass(frozen=True, slots=True)
class Item:
    """One paper made ready: its window, the gold of its words, its entities, their roles, the classes of their pairs."""

    window: Window
    tags: Tensor
    values: Tensor
    entities: Entities
    roles: Tensor
    classes: Tensor


def entities_of(found: Example) -> Entities:
    """Return the gold entities of an example as numbers."""
    pairs, mentions, distances = nearest_pairs(found.page, found.spans, found.entities)
    spans = torch.tensor(found.spans, dtype=torch.long).reshape(-1, 2)
    return Entities(
        spans[:, 0],
        spans[:, 1],
        torch.tensor(found.entities, dtype=torch.long),
        torch.tensor(found.kinds, dtype=torch.long),
        torch.from_numpy(pairs),
        torch.from_numpy(mentions),
        torch.from_numpy(distances),
    )


def prepare(vocabulary: Vocabulary, found: Example) -> Item:
    """Return an example made ready for training; of a paper longer than one window, the first."""
    window = windows(vocabulary, found.page)[0]
    entities = entities_of(found)
    classes = torch.zeros(len(found.kinds), len(found.kinds), dtype=torch.long)
    for subject, end, kind in reversed(found.links):
        classes[subject, end] = kind
    return Item(
        window,
        torch.tensor(found.tags),
        torch.tensor(found.values),
        entities,
        torch.tensor(found.roles, dtype=torch.long),
        classes[entities.pairs[:, 0], entities.pairs[:, 1]] if len(entities.pairs) else torch.zeros(0, dtype=torch.long),
    )


class Heads(nn.Module):
    """States of the words of one paper (words, width) to logits of its entities and pairs."""

    def __init__(self, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.mention = nn.Linear(3 * width, _WIDE)
        self.kind = nn.Linear(_WIDE, len(KINDS))
        self.kinds = nn.Embedding(len(KINDS) + 1, _WIDE)
        self.role = nn.Linear(_WIDE, len(ROLES))
        self.ends = nn.Linear(_WIDE, 4 * _PAIR)
        self.between = nn.Linear(width, _PAIR)
        self.distance = nn.Embedding(DISTANCES, _NEAR)
        self.pair = nn.Linear(6 * _PAIR + _NEAR, _HIDDEN)
        self.link = nn.Linear(_HIDDEN, len(CLASSES))
        self.drop = nn.Dropout(dropout)

    def forward(
        self, states: Tensor, starts: Tensor, ends: Tensor, owner: Tensor, kinds: Tensor, pairs: Tensor, mentions: Tensor, distances: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the logits of kinds, of roles, and of the classes of pairs."""
        sums = functional.pad(states.cumsum(0), (0, 0, 1, 0))
        mean = (sums[ends] - sums[starts]) / (ends - starts)[:, None]
        told = functional.gelu(self.mention(self.drop(torch.cat([mean, states[starts], states[ends - 1]], dim=1))))
        blank = told.new_full((kinds.shape[0], told.shape[1]), -1e4)
        whole = self.drop(blank.scatter_reduce(0, owner[:, None].expand_as(told), told, "amax"))
        typed = whole + self.kinds(kinds)
        near = self.ends(self.drop(told + self.kinds(kinds)[owner]))
        far = self.ends(typed)
        left = torch.minimum(ends[mentions[:, 0]], ends[mentions[:, 1]])
        right = torch.maximum(starts[mentions[:, 0]], starts[mentions[:, 1]])
        right = torch.maximum(right, left)
        between = (sums[right] - sums[left]) / (right - left).clamp(min=1)[:, None]
        subject, end = far[pairs[:, 0], : 2 * _PAIR], far[pairs[:, 1], 2 * _PAIR :]
        parts = [
            subject,
            end[:, :_PAIR],
            subject[:, :_PAIR] * end[:, _PAIR:],
            near[mentions[:, 0], :_PAIR] + near[mentions[:, 1], 2 * _PAIR : 3 * _PAIR],
            self.between(between),
            self.distance(distances),
        ]
        hidden = self.drop(functional.gelu(self.pair(torch.cat(parts, dim=1))))
        return self.kind(whole), self.role(typed), self.link(hidden)


class Reader(nn.Module):
    """Windows to the tags of words and, for entities that are given, kinds, roles and pairs."""

    def __init__(self, encoder: Encoder, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.shapes = nn.Embedding(SHAPES, encoder.shape.width)
        nn.init.zeros_(self.shapes.weight)
        self.tag = nn.Linear(encoder.shape.width, len(TAGS))
        self.value = nn.Linear(encoder.shape.width, 3)
        self.heads = Heads(encoder.shape.width, dropout)
        self.drop = nn.Dropout(dropout)

    def forward(self, ids: Tensor, segments: Tensor, shapes: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the states of pieces (rows, length, width)."""
        return cast(Tensor, self.encoder(ids, segments, mask, self.shapes(shapes)))


def batch(items: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return windows as one padded input: ids, segments, shapes, mask."""
    length = max(len(window.ids) for window in items)
    rows = [
        torch.tensor([[*getattr(window, name), *([0] * (length - len(window.ids)))] for window in items])
        for name in ("ids", "segments", "shapes")
    ]
    mask = torch.tensor([[n < len(window.ids) for n in range(length)] for window in items])
    return rows[0], rows[1], rows[2], mask


def losses(model: Reader, items: Sequence[Item]) -> dict[str, Tensor]:
    """Return the losses of a batch by name, each a mean over what it judges."""
    states = model(*batch([item.window for item in items])).float()
    names: dict[str, list[Tensor]] = {"tag": [], "value": [], "kind": [], "role": [], "link": []}
    for row, item in enumerate(items):
        own = model.drop(states[row][torch.tensor(item.window.places)])
        words = torch.tensor(item.window.words)
        names["tag"].append(functional.cross_entropy(model.tag(own), item.tags[words], reduction="none"))
        names["value"].append(functional.cross_entropy(model.value(own), item.values[words], reduction="none"))
        if len(words) != len(item.tags) or not len(item.roles):
            continue
        e = item.entities
        kind, role, link = model.heads(own, e.starts, e.ends, e.owner, e.kinds, e.pairs, e.mentions, e.distances)
        real = item.roles >= 0
        names["kind"].append(functional.cross_entropy(kind[real], e.kinds[real], reduction="none"))
        names["role"].append(functional.cross_entropy(role[real], item.roles[real], reduction="none"))
        allowed = ALLOWED[e.kinds[e.pairs[:, 0]], e.kinds[e.pairs[:, 1]]]
        names["link"].append(functional.cross_entropy(link.masked_fill(~allowed, -1e4), item.classes, reduction="none"))
    return {name: torch.cat(parts).mean() if parts else states.sum() * 0 for name, parts in names.items()}
