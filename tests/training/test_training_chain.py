"""The jackknife on ten papers made by hand: it runs, gives every network, and gives the same bytes twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from smallreader import VOCABULARY, small_example, small_reader

from kg.extract.features import KINDS
from kg.schema import RELATIONS, ROLES
from kg.training.chain import Case, Fitted, fit_chain, gold_spans
from kg.training.nets import write_nets
from kg.training.sights import judge_of, see
from kg.training.tagging import fit_tagger


def cases() -> list[Case]:
    model = small_reader().eval()
    examples = [small_example(n) for n in range(10)]
    sights = see(model, VOCABULARY, [one.page for one in examples])
    return [Case(one, sight, judge_of(model)) for one, sight in zip(examples, sights, strict=True)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Fitted]]:
    folders = [tmp_path_factory.mktemp("chain") for _ in range(2)]
    return [(folder, fit_chain(cases(), 2, folder, lambda line: None)) for folder in folders]


def test_every_network_is_fitted_and_fits_what_it_decides(runs: Sequence[tuple[Path, Fitted]]) -> None:
    nets = runs[0][1].nets
    classes = {"strings": 1 + len(KINDS), "roles": 1 + len(ROLES), "relations": 1 + len(RELATIONS), "values": 2, "slots": 2}
    assert {name: nets[name].outer.shape[2] for name in classes} == classes
    assert len(nets["relations"].least) == 1 + len(RELATIONS)
    assert all(np.isfinite(net.inner).all() and np.isfinite(net.outer).all() for net in nets.values())
    assert len(runs[0][1].said) == len(nets)


def test_a_second_run_gives_the_same_bytes(runs: Sequence[tuple[Path, Fitted]]) -> None:
    files = []
    for folder, fitted in runs:
        write_nets(fitted.nets, folder / "nets.npz")
        files.append([(folder / name).read_bytes() for name in ("nets.npz", "tagger.crfsuite")])
    assert files[0] == files[1]
    assert runs[0][1].said == runs[1][1].said


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ([], {}),
        ([0, 0], {}),
        ([1, 2, 2], {(0, 3): 0}),
        ([1, 1, 2, 0], {(0, 1): 0, (1, 3): 0}),
        ([1, 2, 3, 4, 0, 9], {(0, 2): 0, (2, 4): 1, (5, 6): 4}),
    ],
)
def test_tags_mark_spans(tags: list[int], spans: dict[tuple[int, int], int]) -> None:
    assert gold_spans(tags) == spans


def test_a_tagger_learns_what_it_is_shown(tmp_path: Path) -> None:
    rows = [[{"w=foo": 1.0}, {"w=is": 1.0}, {"w=set": 1.0}]] * 4
    tagger = fit_tagger(rows, [[1, 0, 3]] * 4, tmp_path / "tagger.crfsuite")
    assert tagger.tag(rows[0]) == ["B-Method", "O", "B-Dataset"]
