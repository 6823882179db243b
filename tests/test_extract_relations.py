"""Relations: the cues of pairs, what a network is told of them, direction, allowed ends, quotes."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.links import links
from kg.extract.nets import load_nets
from kg.extract.quotes import Reading
from kg.extract.relations import RULES, SURE, allowed, main_entity, pair_rows, relate
from kg.extract.roles import Role
from kg.schema import RELATIONS, ROLES
from marked import blank, extraction, paper, reading

TITLE = "[FooNet|M]: Faster [word tagging|T]"
ABSTRACT = (
    "[Word tagging|T] is hard. We propose [FooNet|M], a network for [word tagging|T]. "
    "Experiments on [TagSet|D] show that [FooNet|M] outperforms [BarNet|M] and [BazNet|M], and it achieves an [accuracy|R] of 91%."
)


def triples(title: str, abstract: str) -> set[tuple[str, str, str]]:
    return {(r.subject, r.predicate, r.object) for r in extraction(title, abstract).relations}


def given(found: Reading, *names: str, confidence: float = 0.9, cues: frozenset[str] = frozenset()) -> tuple[Role, ...]:
    """Roles set by hand, one for each entity of a reading."""
    odds = tuple(0.0 for _ in ROLES)
    return tuple(Role(name, confidence, found.by_entity[n][0], cues, odds) for n, name in enumerate(names))


def test_a_clear_abstract_gives_its_clear_relations() -> None:
    assert triples(TITLE, ABSTRACT) >= {
        ("FooNet", "USED_FOR", "word tagging"),
        ("FooNet", "EVALUATED_ON", "TagSet"),
        ("FooNet", "OUTPERFORMS", "BarNet"),
    }


def cues_of(text: str, pair: tuple[int, int], main: int | None = None) -> set[str]:
    link = links(reading("", text), main).get(pair)
    return link.cues if link else set()


@pytest.mark.parametrize(
    ("text", "pair", "cue"),
    [
        ("[FooNet|M] outperforms [BarNet|M].", (0, 1), "> outperforms"),
        ("[FooNet|M] outperforms [BarNet|M].", (1, 0), "< outperforms"),
        ("[FooNet|M] is based on [BarNet|M].", (0, 1), "> based on"),
        ("Many [BERT|M]-based [taggers|M] exist.", (1, 0), "< based"),
        ("We test [taggers|M] such as [FooNet|M], [BarNet|M].", (2, 0), "< such as"),
        ("There is [a tagger|M] called [FooNet|M].", (1, 0), "< called"),
        ("[FooNet|M] is a variant of [BarNet|M].", (0, 1), "> ~based"),
        ("[FooNet|M], a [recurrent tagger|M], is small.", (0, 1), "> is a"),
        ("[FooNet|M] consists of [a gate|M] and [a table|M].", (2, 0), "< consists"),
        ("[FooNet|M] and [BarNet|M] win.", (0, 1), "same sentence"),
        ("[FooNet|M] equals [BarNet|M] and outperforms [BazNet|M].", (0, 2), "> ~outperform"),
        ("[FooNet|M] outperforms [BarNet|M] and [TinyApp|M].", (0, 2), "> ~outperform"),
    ],
)
def test_the_words_between_give_a_pair_its_cues(text: str, pair: tuple[int, int], cue: str) -> None:
    assert cue in cues_of(text, pair)


@pytest.mark.parametrize(
    ("text", "pair", "cue"),
    [
        ("[FooNet|M] equals [BarNet|M] and outperforms [BazNet|M].", (1, 2), "> ~outperform"),
        ("[FooNet|M] outperforms [BarNet|M], and [TinyApp|M] is a client.", (0, 2), "> ~outperform"),
        ("We test [BarNet|M] and [taggers|M] such as [FooNet|M].", (2, 0), "< such as"),
        ("[FooNet|M] is small. [BarNet|M] is based on it.", (0, 1), "same sentence"),
        ("[FooNet|M] is a method for [shallow parsing|M].", (0, 1), "> is a"),
    ],
)
def test_what_another_clause_or_member_says_is_not_said_of_a_pair(text: str, pair: tuple[int, int], cue: str) -> None:
    assert cue not in cues_of(text, pair)


def test_it_stands_for_the_contribution() -> None:
    text = "We propose [FooNet|M]. It is based on [BarNet|M]."
    assert "> own based on" in cues_of(text, (0, 1), main=0)
    assert cues_of(text, (0, 1)) == set()


def test_the_contribution_is_the_method_that_stands_out() -> None:
    found = reading("", "We propose [FooNet|M] with [a gate|M]. [FooNet|M] wins on [TagSet|D].")
    assert main_entity(found, given(found, "PROPOSES", "PROPOSES", "PROPOSES")) == 0
    assert main_entity(found, given(found, "USES", "PROPOSES", "PROPOSES")) == 1
    assert main_entity(found, given(found, "USES", "USES", "PROPOSES")) == 2
    assert main_entity(found, given(found, "USES", "USES", "EVALUATES_ON")) is None


def test_what_the_heads_hold_to_be_nothing_is_not_looked_at() -> None:
    found = reading("", "[FooNet|M] outperforms [BarNet|M].")
    judged = blank(found)
    judged.links[0, 0] = 20.0
    assert [(pair.subject, pair.object) for pair in pair_rows(found, given(found, "PROPOSES", "COMPARES_WITH"), judged)] == [(1, 0)]


def test_a_row_tells_the_logits_of_what_may_hold_the_rules_and_the_ends() -> None:
    found = reading("", "[FooNet|M] outperforms [BarNet|M].")
    judged = blank(found)
    judged.links[0, 1 + list(RELATIONS).index("OUTPERFORMS")] = 3.0
    pair = pair_rows(found, given(found, "PROPOSES", "COMPARES_WITH"), judged)[0]
    fitting = [name for name in RELATIONS if allowed(name, "Method", "Method")]
    whole = np.log(np.exp(3.0) + len(fitting))
    assert pair.features["link OUTPERFORMS"] == pytest.approx(3.0 - whole)
    assert pair.features["link nothing"] == pytest.approx(-whole)
    assert "link USED_FOR" not in pair.features
    assert pair.features["rule outperforms"] == pair.features["cue > outperforms"] == pair.features["kinds Method Method"] == 1.0
    assert pair.features["subject main"] == pair.features["subject sure"] == 1.0
    assert pair.rules["OUTPERFORMS"].name == "outperforms"


def test_figures_are_no_end_of_a_relation() -> None:
    found = reading("", "[FooNet|M] gains 5% on [TagSet|D].")
    pairs = pair_rows(found, given(found, "PROPOSES", "EVALUATES_ON"), blank(found, figures=1))
    assert {(pair.subject, pair.object) for pair in pairs} <= {(0, 1), (1, 0)}


@pytest.mark.parametrize("predicate", RELATIONS)
def test_the_schema_says_what_may_hold_between_two_labels(predicate: str) -> None:
    for one in ("Method", "Dataset", "Task", "Metric", "Concept"):
        for two in ("Method", "Dataset", "Task", "Metric", "Concept"):
            subjects, objects = RELATIONS[predicate]
            assert allowed(predicate, one, two) <= (one in subjects and two in objects)


def test_no_entities_have_no_relations() -> None:
    found = reading("", "Nothing here.")
    assert relate(found, (), blank(found)) == ()


def test_the_network_knows_the_names_of_the_features() -> None:
    found = reading("", "[FooNet|M] outperforms [BarNet|M].")
    pair = pair_rows(found, given(found, "PROPOSES", "COMPARES_WITH"), blank(found))[0]
    assert {"link OUTPERFORMS", "link nothing", "kinds Method Method", "subject main"} <= set(load_nets()["relations"].names)
    assert set(pair.features) & set(load_nets()["relations"].names)


def test_who_beats_whom_follows_the_order_of_the_words() -> None:
    text = "We propose [FooNet|M]. Experiments on [TagSet|D] show that [FooNet|M] outperforms [BarNet|M]."
    assert ("FooNet", "OUTPERFORMS", "BarNet") in triples("[FooNet|M]", text)
    assert ("BarNet", "OUTPERFORMS", "FooNet") not in triples("[FooNet|M]", text)


def test_every_relation_is_allowed_between_the_local_labels() -> None:
    found = extraction(TITLE, ABSTRACT)
    labels = {entity.name: entity.label for entity in found.entities}
    assert found.relations
    assert all(allowed(r.predicate, labels[r.subject], labels[r.object]) for r in found.relations)


def test_one_relation_for_a_pair_of_entities_and_who_outperforms_whom() -> None:
    found = extraction(TITLE, ABSTRACT)
    pairs = [(frozenset((r.subject, r.object)), r.predicate == "OUTPERFORMS") for r in found.relations]
    assert len(set(pairs)) == len(pairs)


def test_rules_name_known_predicates_and_are_named_once() -> None:
    assert {rule.predicate for rule in RULES} <= set(RELATIONS)
    assert len({(rule.predicate, rule.name) for rule in RULES}) == len(RULES)
    assert 0 < SURE < 1


def test_the_quote_of_a_relation_shows_both_ends() -> None:
    sections, found = paper(TITLE, ABSTRACT)
    texts = {section.name: section.text for section in sections}
    relation = next(r for r in found.relations if (r.predicate, r.object) == ("OUTPERFORMS", "BarNet"))
    (quote,) = relation.quotes
    sentence = texts[quote.section][quote.start : quote.end]
    assert sentence.startswith("Experiments on TagSet")
    assert sentence[slice(*quote.subject)] == "FooNet"
    assert sentence[slice(*quote.object)] == "BarNet"
