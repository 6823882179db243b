"""Known names: what the packaged lexicon holds, found in whatever hyphens, spaces and plural the text writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg.extract.tokens import word_spans
from kg.model import Span

__all__ = ["Known", "find_known_names", "load_names", "name_key"]

_LONGEST = 9
_NOT_ALNUM = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """One name of the lexicon: its id, label, and how it is written."""

    id: str
    label: str
    name: str


@lru_cache(maxsize=1 << 13)
def name_key(text: str) -> str:
    """Return the letters and digits of a name in lower case: `CIFAR-10`, `CIFAR10` and `cifar 10` are one.

    >>> name_key("CIFAR-10"), name_key("random forest")
    ('cifar10', 'randomforest')
    """
    return _NOT_ALNUM.sub("", text).casefold()


@cache
def load_names() -> Mapping[str, Known]:
    """Return the packaged names by key, read once."""
    text = files("kg").joinpath("data", "lexicon.jsonl").read_text(encoding="utf-8")
    names: dict[str, Known] = {}
    for record in map(json.loads, text.splitlines()):
        for name in (record["name"], *record["aliases"]):
            names.setdefault(name_key(name), Known(record["id"], record["label"], name))
    return names


def _written_as(text: str, name: str) -> bool:
    """Tell whether a text may mean the name: a plain word in the text never means a name with capitals."""
    if " " in name and name.islower():
        return True
    if len(name_key(name)) <= 4 or (name.isalpha() and name[1:].islower()):
        return text.rstrip("s") == name.rstrip("s") or (text.isupper() and len(text) > 3)
    return not text.islower() or name.islower()


def find_known_names(text: str, names: Mapping[str, Known]) -> Iterator[tuple[Span, Known]]:
    """Yield the names of the lexicon in a text with their spans, longest first, none overlapping.

    >>> names = {"foo10": Known("lexicon:foo10", "Dataset", "FOO10")}
    >>> [(span, known.id) for span, known in find_known_names("On FOO-10.", names)]
    [((3, 9), 'lexicon:foo10')]
    """
    spans = word_spans(text)
    keys = [name_key(text[a:b]) for a, b in spans]
    i = 0
    while i < len(spans):
        found = _longest_at(text, spans, keys, i, names) if keys[i] else None
        if found:
            last, known = found
            yield (spans[i][0], spans[last][1]), known
            i = last
        i += 1


def _longest_at(text: str, spans: Sequence[Span], keys: Sequence[str], i: int, names: Mapping[str, Known]) -> tuple[int, Known] | None:
    """Return the last word of the longest name that starts at word `i`, and that name."""
    for last in range(min(i + _LONGEST, len(keys)) - 1, i - 1, -1):
        key = "".join(keys[i : last + 1])
        known = keys[last] and (names.get(key) or names.get(key.removesuffix("s")))
        if known and _written_as(text[spans[i][0] : spans[last][1]], known.name):
            return last, known
    return None
