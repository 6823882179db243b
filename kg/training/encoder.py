"""The encoder: BERT's architecture in torch, read from a safetensors file whose hash is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.errors import ReadError

__all__ = ["MINILM", "Encoder", "Shape", "read_encoder"]

MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of all-MiniLM-L6-v2's model.safetensors (Apache-2.0)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder; the defaults are those of MiniLM with six layers."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512


class _Layer(nn.Module):
    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query_key_value = nn.Linear(shape.width, 3 * shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.attended_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)
        self.outer_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Return the states of the next layer."""
        rows, length, width = states.shape
        parts = self.query_key_value(states).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(rows, length, width)
        states = self.attended_norm(states + self.drop(self.attended(mixed)))
        inner = functional.gelu(self.inner(states))
        return cast(Tensor, self.outer_norm(states + self.drop(self.outer(inner))))


class Encoder(nn.Module):
    """Piece ids (rows, length) to states (rows, length, width); `mask` is False where a row is padded."""

    def __init__(self, shape: Shape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(_Layer(shape, dropout) for _ in range(shape.layers))
        self.drop = nn.Dropout(dropout)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor | None = None, added: Tensor | float = 0.0) -> Tensor:
        """Return the states of the last layer; `added` joins the embeddings."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.drop(self.norm(self.words(ids) + self.positions(places) + self.segments(segments) + added))
        wide = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            states = layer(states, wide)
        return cast(Tensor, states)


_NAMES = {
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}
_EMBEDDINGS = {
    "words": "word_embeddings",
    "positions": "position_embeddings",
    "segments": "token_type_embeddings",
    "norm": "LayerNorm",
}


def read_encoder(path: Path, *, sha256: str = MINILM) -> Encoder:
    """Return the encoder of a BERT checkpoint; raise ReadError where the file is not the one of that hash."""
    from safetensors.torch import load

    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ReadError(f"expected the weights of SHA-256 {sha256}, got {found}", path=str(path), value=found)
    tensors = load(content)
    encoder = Encoder(Shape())
    state = {f"{ours}.weight": tensors[f"embeddings.{theirs}.weight"] for ours, theirs in _EMBEDDINGS.items()}
    state["norm.bias"] = tensors["embeddings.LayerNorm.bias"]
    for number in range(encoder.shape.layers):
        here = f"encoder.layer.{number}."
        for kind in ("weight", "bias"):
            parts = [tensors[f"{here}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            state[f"layers.{number}.query_key_value.{kind}"] = torch.cat(parts)
            state |= {f"layers.{number}.{ours}.{kind}": tensors[f"{here}{theirs}.{kind}"] for ours, theirs in _NAMES.items()}
    encoder.load_state_dict(state)
    return encoder
