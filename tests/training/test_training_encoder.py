"""The encoder in torch: shapes, what a mask hides, and which file it is read from."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
import torch
from smallreader import SHAPE

from kg.errors import ReadError
from kg.training.encoder import Encoder, Shape, read_encoder


def test_a_file_of_another_hash_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"other weights")
    with pytest.raises(ReadError) as refused:
        read_encoder(path)
    line = str(refused.value)
    assert "\n" not in line
    assert sha256(b"other weights").hexdigest() in line
    assert str(path) in line


def test_a_padded_row_gives_what_it_gives_alone() -> None:
    torch.manual_seed(0)
    encoder = Encoder(SHAPE).eval()
    ids = torch.tensor([[1, 7, 9, 2]])
    padded = torch.cat([torch.nn.functional.pad(ids, (0, 2)), torch.full((1, 6), 5)])
    mask = torch.tensor([[True] * 4 + [False] * 2, [True] * 6])
    alone = encoder(ids, torch.zeros_like(ids))
    whole = encoder(padded, torch.zeros_like(padded), mask)
    assert torch.allclose(whole[0, :4], alone[0], atol=1e-5)


def test_what_is_added_joins_the_embeddings() -> None:
    torch.manual_seed(0)
    encoder = Encoder(SHAPE).eval()
    ids = torch.tensor([[1, 7, 2]])
    plain, added = encoder(ids, torch.zeros_like(ids)), encoder(ids, torch.zeros_like(ids), None, torch.ones(1, 3, SHAPE.width) * 3)
    assert plain.shape == (1, 3, SHAPE.width)
    segments = encoder(ids, torch.ones_like(ids))
    assert not torch.allclose(plain, segments)
    assert torch.isfinite(added).all()


def test_the_sizes_are_those_of_the_encoder_to_start_from() -> None:
    shape = Shape()
    assert (shape.vocabulary, shape.width, shape.layers, shape.heads, shape.positions) == (30522, 384, 6, 12, 512)
    assert shape.width % shape.heads == 0
