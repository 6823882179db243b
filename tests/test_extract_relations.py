"""Relations by rule: direction, allowed ends, quotes."""

from __future__ import annotations

import pytest

from kg.extract.relations import RULES
from kg.schema import RELATIONS
from marked import extraction, paper

TITLE = "[FooNet|M]: Faster [word tagging|T]"
ABSTRACT = (
    "[Word tagging|T] is hard. We propose [FooNet|M], a network for [word tagging|T]. [FooNet|M] consists of [a gate|M] and [a table|M]. "
    "Experiments on [TagSet|D] show that [FooNet|M] outperforms [BarNet|M] and [BazNet|M], and it achieves an [accuracy|R] of 91%."
)


def triples(title: str, abstract: str) -> set[tuple[str, str, str]]:
    return {(r.subject, r.predicate, r.object) for r in extraction(title, abstract).relations}


def test_an_abstract_gives_the_relations_that_a_reader_would_give() -> None:
    assert triples(TITLE, ABSTRACT) == {
        ("FooNet", "USED_FOR", "word tagging"),
        ("a gate", "PART_OF", "FooNet"),
        ("a table", "PART_OF", "FooNet"),
        ("FooNet", "EVALUATED_ON", "TagSet"),
        ("FooNet", "OUTPERFORMS", "BarNet"),
        ("FooNet", "OUTPERFORMS", "BazNet"),
        ("FooNet", "MEASURED_BY", "accuracy"),
    }


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "We test [taggers|M] such as [FooNet|M], [BarNet|M] and [BazNet|M].",
            {("FooNet", "tagger"), ("BarNet", "tagger"), ("BazNet", "tagger")},
        ),
        ("There is [a tagger|M] called [FooNet|M].", {("FooNet", "a tagger")}),
        ("[Problems|C] (e.g., [drift|C]) arise.", {("drift", "problem")}),
    ],
)
def test_lists_and_names_are_kinds_of_their_heads(abstract: str, expected: set[tuple[str, str]]) -> None:
    assert triples("", abstract) == {(subject, "IS_A", object_) for subject, object_ in expected}


def test_kinds_hold_between_equal_labels_only() -> None:
    assert not triples("", "We test [taggers|M] such as [TagSet|D].")


def test_what_is_based_on_what() -> None:
    assert triples("", "Then [FooNet|M] is based on [BarNet|M].") == {("FooNet", "BASED_ON", "BarNet")}
    assert triples("", "Many [BERT|M]-based [taggers|M] exist.") == {("tagger", "BASED_ON", "BERT")}


def test_who_beats_whom_follows_the_order_of_the_words() -> None:
    assert ("FooNet", "OUTPERFORMS", "BarNet") in triples("", "We see that [FooNet|M] clearly outperforms [BarNet|M].")
    assert ("BarNet", "OUTPERFORMS", "FooNet") in triples("", "We see that [BarNet|M] clearly outperforms [FooNet|M].")


def test_a_new_corpus_benchmarks_its_task() -> None:
    found = triples("[TagSet|D]", "We introduce [TagSet|D], a new corpus for [word tagging|T].")
    assert found == {("TagSet", "BENCHMARKS", "word tagging")}


def test_every_relation_is_allowed_between_the_local_labels() -> None:
    found = extraction(TITLE, ABSTRACT)
    labels = {entity.name: entity.label for entity in found.entities}
    for relation in found.relations:
        subjects, objects = RELATIONS[relation.predicate]
        assert labels[relation.subject] in subjects
        assert labels[relation.object] in objects


def test_one_relation_for_a_pair_of_entities() -> None:
    found = extraction(TITLE, ABSTRACT)
    pairs = [frozenset((relation.subject, relation.object)) for relation in found.relations]
    assert len(set(pairs)) == len(pairs)


def test_the_rule_with_the_best_precision_wins() -> None:
    text = "We propose [FooNet|M]. [FooNet|M] is based on [BarNet|M]. Results show that [FooNet|M] outperforms [BarNet|M]."
    assert triples("", text) == {("FooNet", "OUTPERFORMS", "BarNet")}


def test_rules_name_known_predicates_and_were_right_more_often_than_not() -> None:
    for rule in RULES:
        assert rule.predicate in RELATIONS
        assert rule.cases / 2 <= rule.hits <= rule.cases
        assert 0.5 <= rule.confidence < 1
    assert len({(rule.predicate, rule.name) for rule in RULES}) == len(RULES)


def test_the_quote_of_a_relation_shows_both_ends() -> None:
    sections, found = paper(TITLE, ABSTRACT)
    texts = {section.name: section.text for section in sections}
    relation = next(r for r in found.relations if r.object == "BazNet")
    (quote,) = relation.quotes
    sentence = texts[quote.section][quote.start : quote.end]
    assert sentence.startswith("Experiments on TagSet")
    assert sentence[slice(*quote.subject)] == "FooNet"
    assert sentence[slice(*quote.object)] == "BazNet"


def test_long_texts_take_time_in_proportion() -> None:
    found = extraction("[FooNet|M]", "We propose [FooNet|M] for [tagging|T], [parsing|T] and [naming|T]. " * 400)
    assert {(r.subject, r.predicate, r.object) for r in found.relations} == {
        ("FooNet", "USED_FOR", task) for task in ("tagging", "parsing", "naming")
    }
