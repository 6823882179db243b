"""What the words beside a proper name say it is: `X achieves`, `outperforms X` a method, `the X dataset` a data set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kg.extract.grouping import Group
from kg.extract.kinds import apposition_label

__all__ = ["settle", "usage_label"]

SURE = 0.9
"""The certainty from which a data set stays one, whatever is said to be based on it."""

_NAME = re.compile(r"(?=.*(?:[A-Za-z][A-Z]|\d))[^\s]+")
_METHOD_AFTER = re.compile(
    r"\s*(?:\([^()]{1,40}\)\s*)?(?:(?:also|\w+ly)\s+)?(?:achieves?|outperforms?|surpass\w*|generates?|solves?|learns?|beats?|predicts?"
    r"|is (?:pre-?trained|trained|fine-?tuned|competitive))\b"
)
_METHOD_BEFORE = re.compile(
    r"\b(?:outperform\w*|surpass\w*|beats?|better than|worse than|based on|builds? on|fine-?tun(?:e|es|ing)|initiali[sz]ed (?:with|from)"
    r"|training of|than that of|(?:evaluated|tested) with|[Aa]pplied to)\s+(?:the |an? )?(?:(?:much )?\w+er |original )?"
    r"(?:[A-Z][\w.-]*(?:, and |, | and )){0,4}$"
)
_DATASET_AFTER = re.compile(r"\s*(?:\([^()]{1,40}\)\s*)?(?:data\s?set|benchmark|corpus|test set|validation set|leaderboard)\b")
_COLLECTION = re.compile(r"[^.;]{0,40}\b(?:collection|set|suite|family) of\b")
_DATASET_BEFORE = re.compile(r"\b(?:the|our)\s+$", re.I)


def usage_label(text: str, start: int, end: int) -> str | None:
    """Return the label that the words beside `text[start:end]` give it, None where they give none or two.

    >>> usage_label("FooNet achieves more.", 0, 6), usage_label("We use the FooSet corpus.", 11, 17), usage_label("We use Foo.", 7, 10)
    ('Method', 'Dataset', None)
    """
    before = text[max(0, start - 80) : start]
    told = set() if _COLLECTION.match(text, end) else {apposition_label(text, end)}
    if _METHOD_AFTER.match(text, end) or _METHOD_BEFORE.search(before):
        told.add("Method")
    if _DATASET_AFTER.match(text, end) and _DATASET_BEFORE.search(before):
        told.add("Dataset")
    told.discard(None)
    return told.pop() if len(told) == 1 else None


def settle(found: Group, texts: Mapping[str, str]) -> Group:
    """Return the group of a proper name, a method or a data set, with the one of these labels that all its uses agree on."""
    if found.label not in ("Method", "Dataset") or (found.label == "Dataset" and found.certainty >= SURE):
        return found
    named = [mention for mention in found.mentions if _NAME.fullmatch(mention.text)]
    told = {usage_label(texts[mention.section], mention.start, mention.end) for mention in named} - {None}
    label = told.pop() if len(told) == 1 else None
    return replace(found, label=label) if label in ("Method", "Dataset") else found
