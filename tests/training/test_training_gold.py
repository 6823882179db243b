"""Gold records to examples: tags, spans, entities, links, values, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from smallreader import VOCABULARY, record, small_example

from kg.errors import ReadError
from kg.training.gold import CLASSES, KINDS, ROLES, TAGS, VALUE, read_examples
from kg.training.reader import ALLOWED, prepare

FOUND = small_example(0)
TEXTS = [word.text for word in FOUND.page.words]


def test_every_occurrence_of_a_string_is_tagged() -> None:
    told = [(text, TAGS[tag]) for text, tag in zip(TEXTS, FOUND.tags, strict=True) if tag]
    assert told == [
        ("FooNet0", "B-Method"),
        ("tagging", "B-Task"),
        ("FooNet0", "B-Method"),
        ("tagging", "B-Task"),
        ("Set0", "B-Dataset"),
        ("FooNet0", "B-Method"),
        ("BarNet0", "B-Method"),
        ("accuracy", "B-Metric"),
    ]


def test_a_figure_is_tagged_apart() -> None:
    assert [(text, tag) for text, tag in zip(TEXTS, FOUND.values, strict=True) if tag] == [("2", 1), ("%", 2)]


def test_spans_are_ranges_of_words_and_figures_come_last() -> None:
    told = [(" ".join(TEXTS[a:b]), owner) for (a, b), owner in zip(FOUND.spans, FOUND.entities, strict=True)]
    by_owner: dict[int, set[str]] = {}
    for text, owner in told:
        by_owner.setdefault(owner, set()).add(text)
    assert sorted(map(sorted, by_owner.values())) == [["2 %"], ["BarNet0"], ["FooNet0"], ["Set0"], ["accuracy"], ["tagging"]]
    assert by_owner[5] == {"2 %"}
    assert len(told) == 9


def test_entities_have_their_kinds_and_roles() -> None:
    things = FOUND.record.things
    assert [KINDS[kind] for kind in FOUND.kinds[:5]] == [thing.label for thing in things]
    assert [ROLES[role] for role in FOUND.roles[:5]] == [thing.role for thing in things]
    assert (FOUND.kinds[5], FOUND.roles[5]) == (VALUE, -1)


def test_links_are_relations_and_what_a_figure_belongs_to() -> None:
    names = [thing.name for thing in FOUND.record.things] + ["2%"]
    assert {(names[s], CLASSES[kind], names[o]) for s, o, kind in FOUND.links} == {
        ("FooNet0", "USED_FOR", "tagging"),
        ("FooNet0", "OUTPERFORMS", "BarNet0"),
        ("2%", "method", "FooNet0"),
        ("2%", "metric", "accuracy"),
        ("2%", "dataset", "Set0"),
        ("2%", "baseline", "BarNet0"),
    }


def test_an_item_holds_the_class_of_every_pair_and_all_are_allowed() -> None:
    item = prepare(VOCABULARY, FOUND)
    pairs = [tuple(pair) for pair in item.entities.pairs.tolist()]
    assert len(pairs) == 6 * 5
    given = {(s, o): kind for (s, o), kind in zip(pairs, item.classes.tolist(), strict=True) if kind}
    assert given == {(s, o): kind for s, o, kind in FOUND.links}
    for (subject, end), kind in given.items():
        assert ALLOWED[FOUND.kinds[subject], FOUND.kinds[end], kind]


def test_only_what_the_schema_allows_may_hold_of_a_pair() -> None:
    method, dataset = KINDS.index("Method"), KINDS.index("Dataset")
    assert ALLOWED[:, :, 0].all()
    assert ALLOWED[method, dataset, CLASSES.index("EVALUATED_ON")]
    assert not ALLOWED[dataset, method, CLASSES.index("EVALUATED_ON")]
    assert ALLOWED[VALUE, method, CLASSES.index("baseline")]
    assert not ALLOWED[VALUE, dataset, CLASSES.index("method")]


def written(folder: Path, count: int) -> tuple[Path, Path]:
    papers, gold = folder / "train.papers.jsonl", folder / "train.gold.jsonl"
    for path, part in ((papers, 0), (gold, 1)):
        path.write_text("".join(json.dumps(record(n)[part]) + "\n" for n in range(count)), encoding="utf-8")
    return papers, gold


def test_examples_are_read_in_order_and_so_many(tmp_path: Path) -> None:
    files = written(tmp_path, 3)
    assert [one.paper.record_id for one in read_examples(*files)] == ["p0", "p1", "p2"]
    assert [one.paper.record_id for one in read_examples(*files, 2)] == ["p0", "p1"]
    assert next(iter(read_examples(*files))) == FOUND


def test_a_wrong_record_is_told_with_its_file(tmp_path: Path) -> None:
    papers, gold = written(tmp_path, 1)
    gold.write_text('{"id": "p0", "entities": [{"name": "a", "type": "Thing"}]}\n', encoding="utf-8")
    with pytest.raises(ReadError, match=r"train\.gold\.jsonl"):
        list(read_examples(papers, gold))
