"""Public sets that others measure themselves on: their own files, read exactly as published.

Nothing that ships is trained on what is read here, and nothing here is imported by the training.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from kg.evaluate.sets.labelled import GoldSet

__all__ = ["SETS", "load_set"]

SETS: dict[str, str] = {
    "scierc": "kg.evaluate.sets.scierc:gold_set",
    "scier": "kg.evaluate.sets.scier:gold_set",
    "tdmsci": "kg.evaluate.sets.tdmsci:gold_set",
    "sdu21": "kg.evaluate.sets.sdu21:gold_set",
}


def load_set(name: str) -> GoldSet:
    """Return what is known of a public set, with the function that reads its files.

    >>> load_set("tdmsci").labels["Dataset"]
    'DATASET'
    """
    module, _, function = SETS[name].partition(":")
    return cast(GoldSet, getattr(import_module(module), function)())
