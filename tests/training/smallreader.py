"""A tiny reader and gold records made by hand, for the tests of training."""

from __future__ import annotations

import torch

from kg.evaluate.annotation import annotation
from kg.extract.wordpieces import Vocabulary
from kg.model import Paper
from kg.training.encoder import Encoder, Shape
from kg.training.gold import Example, example
from kg.training.reader import Reader

SHAPE = Shape(vocabulary=50, width=16, layers=1, heads=2, inner=32, positions=512)
WORDS = (
    "we propose a for on net foo bar set wins tagging parsing accuracy by 5 % . : new dataset outperforms it is fast uses ##net ##s 2"
).split()
NAMES = ["[UNK]", "[CLS]", "[SEP]", *WORDS]
VOCABULARY = Vocabulary({name: number for number, name in enumerate(NAMES + [f"[unused{n}]" for n in range(50 - len(NAMES))])})


def small_reader(seed: int = 1) -> Reader:
    """A reader of tiny size with random weights."""
    torch.manual_seed(seed)
    return Reader(Encoder(SHAPE))


def record(number: int) -> tuple[dict[str, object], dict[str, object]]:
    """A paper and its gold record: a method for a task that beats another on a data set."""
    own, other, data, figure = f"FooNet{number}", f"BarNet{number % 3}", f"Set{number % 4}", f"{number + 2}%"
    task = ("tagging", "parsing")[number % 2]
    paper = {
        "id": f"p{number}",
        "title": f"{own}: {task}",
        "abstract": f"We propose {own} for {task}. On {data}, {own} outperforms {other} by {figure} accuracy.",
    }
    entities = [
        {"name": own, "type": "Method", "mentions": [own], "role": "PROPOSES"},
        {"name": task, "type": "Task", "mentions": [task], "role": "ADDRESSES"},
        {"name": data, "type": "Dataset", "mentions": [data], "role": "EVALUATES_ON"},
        {"name": other, "type": "Method", "mentions": [other], "role": "COMPARES_WITH"},
        {"name": "accuracy", "type": "Metric", "mentions": ["accuracy"], "role": "REPORTS"},
    ]
    gold = {
        "id": f"p{number}",
        "entities": entities,
        "relations": [[own, "USED_FOR", task], [own, "OUTPERFORMS", other]],
        "results": [{"value": figure, "method": own, "metric": "accuracy", "dataset": data, "task": None, "baseline": other}],
    }
    return paper, gold


def small_example(number: int) -> Example:
    """The example of a hand-made record."""
    paper, gold = record(number)
    return example(Paper(str(paper["title"]), str(paper["abstract"]), record_id=str(paper["id"])), annotation(gold, path="gold"))
