from __future__ import annotations

from pathlib import Path

import pytest

from kg.decisions import NO_DECISIONS, TEMPLATE, parse_decisions, read_decisions
from kg.errors import ReadError


def test_the_template_decides_nothing() -> None:
    assert parse_decisions(TEMPLATE) == NO_DECISIONS


def test_no_file_decides_nothing(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "decisions.yaml") == NO_DECISIONS


def test_all_three_kinds_are_read() -> None:
    found = parse_decisions("merge:\n- [a, b, c]\nsplit:\n- [d, e]\nrename:\n- {from: f, to: g}\n")
    assert (found.merges, found.splits, found.renames) == ((("a", "b", "c"),), (("d", "e"),), (("f", "g"),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("merge: [a, b]", "each item of `merge`"),
        ("merge: {a: b}", "`merge` must be a list"),
        ("split: [[a]]", "each item of `split`"),
        ("rename: [{from: a}]", "each item of `rename`"),
        ("rename: 3", "`rename` must be a list"),
        ("join: [[a, b]]", "expected the keys"),
        ("- a", "expected the keys"),
        ("merge: [[a, b]", "decisions.yaml:2: not YAML"),
        ("merge: [[a, b]]\nsplit: [[b, a]]", "contradict each other"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ReadError) as error:
        parse_decisions(text + "\n")
    assert said in str(error.value) and "\n" not in str(error.value)
