"""Fine-tune the reader: seeded, with a checkpoint after each epoch from which a run goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from kg.training.reader import Item, Reader, losses

__all__ = ["Recipe", "fit"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fine-tune: learning rates of the encoder and of what stands on it, and the weight of each loss."""

    epochs: int = 8
    seed: int = 1
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.9
    warm: float = 0.1
    size: int = 8
    tag: float = 1.0
    value: float = 0.5
    kind: float = 0.1
    role: float = 0.3
    link: float = 3.0


def _groups(model: Reader, recipe: Recipe) -> list[dict[str, object]]:
    """Return the parameters with their rates: a layer nearer to the input learns more slowly."""
    depth = len(model.encoder.layers)
    found: dict[float, list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.startswith("encoder.layers."):
            rate = recipe.rate * recipe.decay ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder."):
            rate = recipe.rate * recipe.decay**depth
        else:
            rate = recipe.head_rate
        found.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate} for rate, parameters in found.items()]


def _batches(items: Sequence[Item], size: int, rng: random.Random) -> Iterator[list[Item]]:
    """Yield shuffled batches of papers of about one length."""
    order = sorted(range(len(items)), key=lambda n: (len(items[n].window.ids) + rng.randint(0, 24), n))
    rows = [order[n : n + size] for n in range(0, len(order), size)]
    rng.shuffle(rows)
    for row in rows:
        yield [items[n] for n in row]


def fit(model: Reader, items: Sequence[Item], recipe: Recipe, checkpoint: Path, *, log: Path | None = None) -> Reader:
    """Train a model on items and return it; where the checkpoint holds a run of this recipe, it goes on from there."""
    torch.manual_seed(recipe.seed)
    groups = _groups(model, recipe)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = recipe.epochs * -(-len(items) // recipe.size)
    warm = max(1, int(recipe.warm * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: min((n + 1) / warm, (steps - n) / max(1, steps - warm)))
    first = 0
    if checkpoint.exists():
        held = torch.load(checkpoint, weights_only=True)
        if held["recipe"] == asdict(recipe):
            first = held["epoch"]
            model.load_state_dict(held["model"])
            if first < recipe.epochs:
                optimiser.load_state_dict(held["optimiser"])
                schedule.load_state_dict(held["schedule"])
    for epoch in range(first, recipe.epochs):
        torch.manual_seed(recipe.seed * 1000 + epoch)
        shuffled = _batches(items, recipe.size, random.Random(recipe.seed * 1000 + epoch))  # noqa: S311
        line = _epoch(model, shuffled, optimiser, schedule, recipe)
        done = epoch + 1 == recipe.epochs
        held = {"recipe": asdict(recipe), "epoch": epoch + 1, "model": model.state_dict()}
        if not done:
            held |= {"optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
        torch.save(held, checkpoint)
        if log is not None:
            with log.open("a", encoding="utf-8") as out:
                out.write(f"epoch {epoch + 1}/{recipe.epochs} {line}\n")
    return model.eval()


def _epoch(
    model: Reader,
    batches: Iterator[list[Item]],
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    recipe: Recipe,
) -> str:
    """Train one epoch and return a line that says how it went."""
    model.train()
    begun, count = time.monotonic(), 0
    sums: dict[str, float] = {}
    for rows in batches:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            parts = losses(model, rows)
        total = sum(getattr(recipe, name) * loss for name, loss in parts.items())
        torch.as_tensor(total).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        count += 1
        for name, loss in parts.items():
            sums[name] = sums.get(name, 0.0) + float(loss.detach())
    told = " ".join(f"{name} {value / max(1, count):.4f}" for name, value in sums.items())
    return f"{told} ({time.monotonic() - begun:.0f} s)"
