"""What is shaped like a proper name: `KIVI`, `GPT-4`, `LLaMA-2-7B`, `BabyBERT`, `CIFAR-10`."""

from __future__ import annotations

import re

from kg.extract.wordtable import load_table

__all__ = ["LIST", "NAME", "is_name", "looks_like_dataset"]

_MARKED = r"(?=[\w.+-]*(?:[A-Z][\w.-]*[A-Z0-9]|[a-z][A-Z]|[A-Z]-?\d))"
_PLAIN = r"[A-Z][a-z]+"
_PART = r"[A-Za-z0-9][\w+]*(?:[-.][A-Za-z0-9][\w+]*)*\+*"
NAME = rf"(?<![\w.+-]){_MARKED}{_PART}(?:\s(?:v?\d[\w.]*\d|v?\d|{_MARKED}{_PART}|{_PLAIN}(?=[\s,.;:)]))){{0,2}}"
"""One to three words, the first with capitals inside, or a capital and a digit."""

LIST = rf"(?:{NAME})(?:\s?\([^()]{{1,40}}\))?(?:,\s(?:and\s|or\s)?(?:{NAME})){{0,12}}(?:\s(?:and|or)\s(?:{NAME}))?"
_NAME = re.compile(NAME)
_WORDS = re.compile(r"[\w.+-]+")
_DATASET = re.compile(r"(?:Bench|BENCH|Eval|QA|Corpus|Bank|Set|Dataset|Arena|Gym|Net-\d+K|-\d+[KM])\w{0,2}$|Bench\b")


def looks_like_dataset(name: str) -> bool:
    """Tell whether the name itself says that it is a data set.

    >>> looks_like_dataset("TreeBench"), looks_like_dataset("BabyBERT")
    (True, False)
    """
    return bool(_DATASET.search(name))


def is_name(text: str) -> bool:
    """Tell whether a whole text is shaped like a proper name rather than like words.

    >>> is_name("BabyBERT"), is_name("Zorblat"), is_name("Mind the gap"), is_name("Learning")
    (True, True, False, False)
    """
    words = _WORDS.findall(text)
    if not 1 <= len(words) <= 3 or any(c in text for c in '?!,;"$\\'):
        return False
    if len(words) == 1:
        return bool(_NAME.fullmatch(text)) or (text[0].isupper() and text.lower() not in load_table().vocabulary)
    return bool(_NAME.fullmatch(text)) and all(w[0].isupper() or w[0].isdigit() for w in words)
