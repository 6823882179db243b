"""Fit the small networks of `kg.extract.nets`: several seeds of one hidden layer, softened until their probabilities hold."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from kg.extract.nets import Net

__all__ = ["fit_net", "frequent", "heated", "write_nets"]

Floats = NDArray[np.float32]
_SIZE = 512


def frequent(rows: Sequence[Mapping[str, float]], *, least: int = 30) -> tuple[str, ...]:
    """Return the names of the features that stand in at least so many rows, sorted."""
    count = Counter(name for row in rows for name in row)
    return tuple(sorted(name for name, n in count.items() if n >= least))


def _one(features: torch.Tensor, labels: torch.Tensor, classes: int, seed: int, hidden: int, epochs: int) -> nn.Sequential:
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Dropout(0.05), nn.Linear(features.shape[1], hidden), nn.GELU(approximate="tanh"), nn.Dropout(0.2), nn.Linear(hidden, classes)
    )
    steps = epochs * max(1, -(-len(features) // _SIZE))
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps + 1)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(_SIZE):
            functional.cross_entropy(net(features[rows]), labels[rows]).backward()
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
    return net.eval()


def fit_net(
    features: Floats, labels: Sequence[int], classes: int, *, names: Sequence[str] = (), hidden: int = 48, epochs: int = 10, seeds: int = 3
) -> Net:
    """Return a network fitted to rows of features and their classes."""
    if not len(features):  # a gold without figures, say: a network that believes nothing
        features, labels = np.zeros((1, features.shape[1]), np.float32), [0]
    mean, scale = features.mean(0), features.std(0)
    scale = np.where(scale < 1e-3, 1.0, scale).astype(np.float32)
    rows, wanted = torch.from_numpy((features - mean) / scale), torch.tensor(labels, dtype=torch.long)
    nets = [_one(rows, wanted, classes, seed, hidden, epochs) for seed in range(1, seeds + 1)]
    return Net(
        mean.astype(np.float32),
        scale,
        _stacked([net[1].weight.T for net in nets]),
        _stacked([net[1].bias for net in nets]),
        _stacked([net[4].weight.T for net in nets]),
        _stacked([net[4].bias for net in nets]),
        names=tuple(names),
    )


def _stacked(layers: Sequence[torch.Tensor]) -> Floats:
    return np.stack([layer.detach().numpy() for layer in layers])


def heated(net: Net, logits: Floats, labels: Sequence[int]) -> Net:
    """Return a network with the heat that makes held-out logits, made without heat, likeliest."""
    rows, wanted = torch.from_numpy(logits), torch.tensor(labels, dtype=torch.long)
    heats = [0.7 + 0.02 * n for n in range(66)]
    losses = [float(functional.cross_entropy(rows / heat, wanted)) for heat in heats]
    return dataclasses.replace(net, heat=heats[int(np.argmin(losses))])


def write_nets(nets: Mapping[str, Net], path: Path) -> None:
    """Write the networks to one file, weights in half precision."""
    held: dict[str, np.ndarray] = {}
    for name, net in sorted(nets.items()):
        for part in ("mean", "scale", "inner", "inner_start", "outer", "outer_start"):
            held[f"{name}/{part}"] = getattr(net, part).astype(np.float16 if part in ("inner", "outer") else np.float32)
        held |= {
            f"{name}/heat": np.array(net.heat),
            f"{name}/least": np.array(net.least),
            f"{name}/names": np.array(net.names, dtype=str),
        }
    with path.open("wb") as out:
        np.savez_compressed(out, allow_pickle=False, **held)
