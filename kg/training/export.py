"""A fine-tuned reader to the files that the package ships: two ONNX networks, the encoder's weights in eight bits, and its vocabulary."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from kg.extract.wordpieces import Vocabulary
from kg.training.reader import Reader

__all__ = ["write_reader"]

_OPSET = 17
_BLOCK = 128
"""So many weights of a row share a scale, and so many activations: a paper's numbers depend on no other paper."""


class _Table(nn.Module):
    """An embedding in eight bits, with a scale for each row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.table[ids].float() * self.scale[ids]


class _Seeing(nn.Module):
    """The inputs of one window to the states, tags and figure tags of its words."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, segments: Tensor, shapes: Tensor, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states = self.model(ids, segments, shapes)[0][places]
        return states, self.model.tag(states).softmax(-1), self.model.value(states).softmax(-1)


_Axes = Mapping[str, dict[int, str]]


def _export(model: nn.Module, inputs: Mapping[str, Tensor], outputs: _Axes, sizes: _Axes, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**sizes, **outputs},
            dynamo=False,
            opset_version=_OPSET,
        )


def _quantise(source: Path, target: Path) -> None:
    """Write a network with the weights of its matrix products in eight bits."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    config = DefaultWeightOnlyQuantConfig(block_size=_BLOCK, is_symmetric=True, accuracy_level=4, bits=8)
    quantiser = MatMulNBitsQuantizer(onnx.load(str(source)), algo_config=config)
    quantiser.process()
    quantiser.model.save_model_to_file(str(target))


def write_reader(model: Reader, vocabulary: Vocabulary, folder: Path) -> None:
    """Write `encoder.onnx`, `heads.onnx` and `vocabulary.txt` to a folder."""
    model = copy.deepcopy(model).eval()
    model.encoder.words = _Table(model.encoder.words.weight.detach())
    ids = torch.arange(37)[None]
    window = {"ids": ids, "segments": torch.zeros_like(ids), "shapes": torch.ones_like(ids), "places": torch.arange(1, 30)}
    pieces = {name: {1: "pieces"} for name in ("ids", "segments", "shapes")}
    words = {name: {0: "words"} for name in ("states", "tags", "values")}
    whole = folder / "encoder.whole.onnx"
    _export(_Seeing(model), window, words, {**pieces, "places": {0: "words"}}, whole)
    _quantise(whole, folder / "encoder.onnx")
    whole.unlink()
    one, two = torch.tensor([0, 3, 9, 20]), torch.tensor([2, 4, 11, 21])
    entities = {
        "states": torch.randn(40, model.encoder.shape.width),
        "starts": one,
        "ends": two,
        "owner": torch.tensor([0, 1, 2, 0]),
        "kinds": torch.tensor([0, 1, 2]),
        "pairs": torch.tensor([[0, 1], [1, 0], [2, 0]]),
        "mentions": torch.tensor([[0, 1], [1, 3], [2, 3]]),
        "distances": torch.tensor([1, 2, 3]),
    }
    size = {"states": "words", "starts": "m", "ends": "m", "owner": "m", "kinds": "e", "pairs": "p", "mentions": "p", "distances": "p"}
    told = {"kind": {0: "e"}, "role": {0: "e"}, "link": {0: "p"}}
    _export(model.heads, entities, told, {name: {0: axis} for name, axis in size.items()}, folder / "heads.onnx")
    ordered = sorted(vocabulary.pieces, key=lambda piece: vocabulary.pieces[piece])
    (folder / "vocabulary.txt").write_text("\n".join(ordered) + "\n", encoding="utf-8")
