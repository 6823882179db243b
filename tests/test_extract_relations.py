"""Relations by rule: direction, allowed ends, quotes."""

from __future__ import annotations

import pytest

from kg.extract.grouping import group
from kg.extract.links import links
from kg.extract.pairweights import PAIR_WEIGHTS
from kg.extract.quotes import read
from kg.extract.relations import RULES
from kg.schema import RELATIONS
from marked import extraction, paper, section

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


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("[FooNet|M] equals the accuracy of [BarNet|M] and outperforms [BazNet|M].", ("FooNet", "OUTPERFORMS", "BazNet")),
        ("[FooNet|M] outperforms [BarNet|M] and [BazNet|M], and [TinyApp|M] is a client.", ("FooNet", "OUTPERFORMS", "BazNet")),
        ("We propose [FooNet|M]. It is based on [BarNet|M].", ("FooNet", "BASED_ON", "BarNet")),
        ("We propose [FooNet|M]. It consists of [a gate|M] and [a table|M].", ("a table", "PART_OF", "FooNet")),
        ("[FooNet|M], a [recurrent tagger|M], is small.", ("FooNet", "IS_A", "recurrent tagger")),
        ("[FooNet|M] is a variant of [BarNet|M].", ("FooNet", "BASED_ON", "BarNet")),
    ],
)
def test_the_subject_is_the_one_of_its_clause(abstract: str, expected: tuple[str, str, str]) -> None:
    assert expected in triples("", abstract)


@pytest.mark.parametrize(
    ("abstract", "wrong"),
    [
        ("[FooNet|M] equals the accuracy of [BarNet|M] and outperforms [BazNet|M].", ("BarNet", "OUTPERFORMS", "BazNet")),
        ("[FooNet|M] outperforms [BarNet|M] and [BazNet|M], and [TinyApp|M] is a client.", ("FooNet", "OUTPERFORMS", "TinyApp")),
        ("We test [BarNet|M] and [taggers|M] such as [FooNet|M].", ("FooNet", "IS_A", "BarNet")),
        ("[FooNet|M], a [new framework|M], is small.", ("FooNet", "IS_A", "new framework")),
        ("[FooNet|M] is a method for [shallow parsing|M].", ("FooNet", "IS_A", "shallow parsing")),
        ("We propose [FooNet|M]. [FooNet|M] outperforms taggers based on [hash tables|M].", ("FooNet", "BASED_ON", "hash table")),
    ],
)
def test_what_another_clause_or_member_says_is_not_said_here(abstract: str, wrong: tuple[str, str, str]) -> None:
    assert wrong not in triples("", abstract)


@pytest.mark.parametrize(("text", "held"), [(", and [TinyApp|M] is a client.", False), (" and [TinyApp|M].", True)])
def test_what_a_clause_says_ends_with_it(text: str, held: bool) -> None:
    read_section, mentions = section("abstract", f"[FooNet|M] outperforms [BarNet|M]{text}")
    reading = read([read_section], group(mentions, ()), ("FooNet", "BarNet", "TinyApp"))
    assert ("> ~outperform" in links(reading)[0, 2].cues) is held


def test_the_quote_is_the_sentence_that_says_it() -> None:
    text = "We propose [FooNet|M]. [FooNet|M] is inspired by [BarNet|M] and small. Results show that [FooNet|M] outperforms [BarNet|M]."
    sections, found = paper("[FooNet|M]: Faster", text)
    (relation,) = [r for r in found.relations if r.predicate == "OUTPERFORMS"]
    (quote,) = relation.quotes
    assert sections[1].text[quote.start : quote.end].startswith("Results show")


def test_the_weights_of_pairs_fit_the_schema() -> None:
    for predicate, (threshold, start, *sides) in PAIR_WEIGHTS.items():
        assert predicate in RELATIONS
        assert 0 < threshold < 1
        assert start < 0
        assert all(sides)


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


def test_one_relation_for_a_pair_of_entities_and_who_outperforms_whom() -> None:
    found = extraction(TITLE, ABSTRACT)
    pairs = [(frozenset((r.subject, r.object)), r.predicate == "OUTPERFORMS") for r in found.relations]
    assert len(set(pairs)) == len(pairs)


def test_what_is_built_on_may_be_outperformed() -> None:
    text = "We propose [FooNet|M]. [FooNet|M] is based on [BarNet|M]. Results show that [FooNet|M] outperforms [BarNet|M]."
    assert triples("", text) == {("FooNet", "OUTPERFORMS", "BarNet"), ("FooNet", "BASED_ON", "BarNet")}


def test_rules_name_known_predicates_and_were_right_in_two_of_five_cases_or_more() -> None:
    for rule in RULES:
        assert rule.predicate in RELATIONS
        assert 0.4 * rule.cases <= rule.hits <= rule.cases
        assert 0.4 <= rule.confidence < 1
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
