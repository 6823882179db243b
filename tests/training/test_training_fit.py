"""Fine-tuning: the same weights twice, and the same after an interruption."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from smallreader import VOCABULARY, small_example, small_reader

from kg.training import fit as fitting
from kg.training.fit import Recipe, fit
from kg.training.reader import Item, Reader, losses, prepare

ITEMS: list[Item] = [prepare(VOCABULARY, small_example(n)) for n in range(6)]
RECIPE = Recipe(epochs=3, size=2)


def weights(checkpoint: Path, seed: int = 1) -> dict[str, torch.Tensor]:
    return fit(small_reader(seed), ITEMS, RECIPE, checkpoint).state_dict()


def assert_same(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]) -> None:
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_a_run_that_goes_on_from_its_checkpoint_ends_with_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = weights(tmp_path / "whole.pt")
    epoch, done = fitting._epoch, []

    def breaks(*arguments: object) -> str:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return epoch(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(fitting, "_epoch", breaks)
        weights(tmp_path / "broken.pt")
    assert_same(weights(tmp_path / "broken.pt", seed=7), whole)
    assert not torch.equal(small_reader().state_dict()["tag.weight"], whole["tag.weight"])


def test_a_finished_run_is_not_run_again_and_another_recipe_is(tmp_path: Path) -> None:
    whole = weights(tmp_path / "run.pt")
    assert_same(weights(tmp_path / "run.pt", seed=7), whole)
    other = fit(small_reader(), ITEMS, Recipe(epochs=1, size=2), tmp_path / "run.pt").state_dict()
    assert not torch.equal(other["tag.weight"], whole["tag.weight"])


def told(model: Reader) -> dict[str, float]:
    with torch.no_grad():
        return {name: float(loss) for name, loss in losses(model, ITEMS).items()}


def test_training_lowers_the_losses_and_says_so(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    model = small_reader().eval()
    before = told(model)
    fit(model, ITEMS, Recipe(epochs=12, size=2, rate=3e-3, head_rate=3e-3), tmp_path / "run.pt", log=log)
    after = told(model)
    assert all(after[name] < before[name] for name in ("tag", "value", "role", "link"))
    assert len(log.read_text("utf-8").splitlines()) == 12
    assert not model.training
