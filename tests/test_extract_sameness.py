"""Groups that may be one thing: which pairs are looked at, what is told of them, and how they are joined."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.encoder import Sight
from kg.extract.grouping import Group, group
from kg.extract.sameness import Likeness, join, likenesses
from kg.extract.windows import page
from marked import marked_sections


def looked_at(title: str, abstract: str) -> tuple[list[Group], list[Likeness]]:
    sections, mentions = marked_sections(title, abstract)
    found = page(sections)
    states = np.ones((len(found.words), 4), np.float32)
    groups = list(group(mentions, ()))
    return groups, likenesses(found, Sight(states, states, states), sections, groups)


def pairs(title: str, abstract: str) -> list[tuple[str, str]]:
    groups, told = looked_at(title, abstract)
    return [(groups[pair.longer].mentions[0].text, groups[pair.shorter].mentions[0].text) for pair in told]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The [imitator|M] beats a [motion imitator|M].", [("motion imitator", "imitator")]),
        ("[Parallel Speculative Sampling|M], or [PaSS|M], is fast.", [("Parallel Speculative Sampling", "PaSS")]),
        ("[FooNet|M] beats [BarNet|M] on [TagSet|D].", []),
        ("[FooNet|M] is small.", []),
    ],
)
def test_pairs_that_share_a_word_or_the_letters_are_looked_at(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs("", text) == expected


def test_a_row_tells_the_words_the_labels_and_the_distance() -> None:
    _, ((row),) = looked_at("", "A [motion imitator|M] wins. The [imitator|M] is small.")
    told = row.features
    assert (told["suffix"], told["prefix"], told["subset"], told["head"], told["first"]) == (1.0, 0.0, 1.0, 1.0, 0.0)
    assert (told["shared"], told["extra"], told["definite"], told["longer first"]) == (0.5, 1.0, 1.0, 1.0)
    assert told["near"] == pytest.approx(1 / (1 + 3))
    assert told["likeness"] == pytest.approx(1.0)
    assert told["labels Method Method"] == told["longer 2"] == told["shorter 1"] == told["holders 1"] == 1.0


def test_a_row_tells_what_stands_in_the_title() -> None:
    _, (row,) = looked_at("A [motion imitator|M]", "An [imitator|M] is small.")
    assert (row.features["titled"], row.features["titled shorter"], row.features["definite"]) == (1.0, 0.0, 0.0)


def test_groups_are_joined_from_the_least_on_and_through_a_third() -> None:
    groups, _ = looked_at("", "[Foo|M] and [bar|D] and [baz|M] and [qux|T] are here.")
    linked = [Likeness(0, 2, {}), Likeness(2, 3, {}), Likeness(1, 3, {})]
    assert join(groups, linked, [0.4, 0.4, 0.4], 0.5) == groups
    found = join(groups, linked, [0.5, 0.9, 0.1], 0.5)
    assert [[m.text for m in one.mentions] for one in found] == [["Foo", "baz", "qux"], ["bar"]]
    assert [one.label for one in found] == ["Method", "Dataset"]


def test_a_paper_of_very_many_groups_looks_at_its_first() -> None:
    text = " ".join(f"[tree {n}x|M]" for n in range(200))
    groups, told = looked_at("", text)
    assert len(groups) == 200
    assert max(max(pair.longer, pair.shorter) for pair in told) < 150
