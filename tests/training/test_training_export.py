"""A reader to ONNX and back by the package's own code: the numbers of torch, within what eight bits allow."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from smallreader import NAMES, VOCABULARY, small_example, small_reader

from kg.extract.encoder import Encoder, Sight
from kg.extract.windows import windows
from kg.training.export import write_reader
from kg.training.reader import Reader, batch
from kg.training.sights import judge_of, see

FOUND = small_example(1)


def decided() -> Reader:
    """A reader whose tags are far apart."""
    model = small_reader(3).eval()
    with torch.no_grad():
        model.tag.weight *= 8
    return model


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    write_reader(decided(), VOCABULARY, folder)
    return folder


def loaded(folder: Path) -> Encoder:
    return Encoder(VOCABULARY, *(onnxruntime.InferenceSession(str(folder / name)) for name in ("encoder.onnx", "heads.onnx")))


def by_torch(model: Reader) -> Sight:
    (window,) = windows(VOCABULARY, FOUND.page)
    with torch.no_grad():
        states = model(*batch([window]))[0][torch.tensor(window.places)]
        return Sight(states.numpy(), model.tag(states).softmax(-1).numpy(), model.value(states).softmax(-1).numpy())


def test_the_files_are_those_of_the_package_and_no_more(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == ["encoder.onnx", "heads.onnx", "vocabulary.txt"]
    assert (written / "vocabulary.txt").read_text("utf-8").split("\n")[: len(NAMES)] == NAMES


def test_what_is_seen_is_what_torch_sees(written: Path) -> None:
    told, wanted = loaded(written).see(FOUND.page), by_torch(decided())
    assert np.abs(told.states - wanted.states).mean() < 0.05
    best = np.sort(wanted.tags, axis=1)
    clear = best[:, -1] - best[:, -2] > 0.15
    assert clear.sum() > 5
    assert (told.tags.argmax(1) == wanted.tags.argmax(1))[clear].all()


def test_what_is_judged_is_what_torch_judges(written: Path) -> None:
    sight = by_torch(decided())
    arguments = (FOUND.page, sight, FOUND.spans, FOUND.entities, FOUND.kinds)
    told, wanted = loaded(written).judge(*arguments), judge_of(decided())(*arguments)
    for name in ("kinds", "roles", "links"):
        assert getattr(told, name) == pytest.approx(getattr(wanted, name), abs=1e-4)
    assert told.pairs.tolist() == wanted.pairs.tolist() == [list(pair) for pair in permutations(range(len(FOUND.kinds)), 2)]


def test_one_mention_and_none_are_judged(written: Path) -> None:
    sight = by_torch(decided())
    for count in (0, 1):
        told = loaded(written).judge(FOUND.page, sight, [(0, 1)] * count, [0] * count, [0] * count)
        assert (len(told.kinds), len(told.links)) == (count, 0)


def test_papers_are_seen_alike_alone_and_together() -> None:
    model = decided()
    pages = [small_example(n).page for n in range(3)]
    together, alone = see(model, VOCABULARY, pages), [see(model, VOCABULARY, [page])[0] for page in pages]
    for one, two in zip(together, alone, strict=True):
        assert one.tags == pytest.approx(two.tags, abs=0.05)
        assert len(one.tags) == len(two.states)
