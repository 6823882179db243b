"""Sentence functions, the cues of a place, and the role that an abstract gives each of its entities."""

from __future__ import annotations

import pytest

from kg.extract.cues import FUNCTIONS, functions, place_cues
from kg.extract.weights import WEIGHTS
from kg.schema import ROLES
from marked import extraction

TITLE = "[FooNet|M]: Faster [word tagging|T]"
ABSTRACT = (
    "[Word tagging|T] is a hard problem. Existing approaches suffer from [long training|C]. "
    "In this paper, we propose [FooNet|M], a network that tags words by using [hash tables|C] and [gated layers|M]. "
    "Experiments on [TagSet|D] show that [FooNet|M] outperforms [BarNet|M] and "
    "improves [accuracy|R] by 3%."
)


def roles(title: str, abstract: str) -> dict[str, str]:
    return {entity.name: entity.role for entity in extraction(title, abstract).entities}


def test_an_abstract_gives_the_roles_that_a_reader_would_give() -> None:
    assert roles(TITLE, ABSTRACT) == {
        "FooNet": "PROPOSES",
        "word tagging": "ADDRESSES",
        "long training": "MENTIONS",
        "hash table": "USES",
        "gated layer": "USES",
        "TagSet": "EVALUATES_ON",
        "BarNet": "COMPARES_WITH",
        "accuracy": "REPORTS",
    }


@pytest.mark.parametrize(
    ("abstract", "role"),
    [
        ("We propose [FooNet|M], a network that learns fast. [FooNet|M] is small.", "PROPOSES"),
        ("We present a corpus. Experiments show that it outperforms existing [FooNet|M] baselines.", "COMPARES_WITH"),
        ("Prior work suffers from slow [FooNet|M]. We propose something else.", "MENTIONS"),
        ("We propose a method that tags words by using [FooNet|M].", "USES"),
    ],
)
def test_the_words_around_a_method_decide_its_role(abstract: str, role: str) -> None:
    assert roles("", abstract) == {"FooNet": role}


@pytest.mark.parametrize(
    "abstract",
    [
        "[FooNet|M] is a simple network that tags. [FooNet|M] is small.",
        "[Fast Tagging|M] (FTG) is a method for [word tagging|T].",
        "The authors ask how tags are seen and propose [FooNet|M], which sees them.",
        "Two taggers, together known as [FooNet|M], are introduced here.",
    ],
)
def test_a_text_in_the_third_person_proposes_what_it_opens_with(abstract: str) -> None:
    assert next(entity.role for entity in extraction("On tags", abstract).entities if entity.label == "Method") == "PROPOSES"


def test_a_definition_that_opens_a_text_of_ours_is_background() -> None:
    found = roles("", "[Word Tagging|M] (WTG) is a hard problem. We propose [FooNet|M], a tagger. [FooNet|M] is small.")
    assert found["FooNet"] == "PROPOSES"
    assert found["Word Tagging"] != "PROPOSES"


def test_a_new_corpus_is_proposed_and_a_known_one_evaluated_on() -> None:
    found = roles("[TagSet|D]: a new corpus", "We introduce [TagSet|D], a corpus of tags. We also test on [OldSet|D].")
    assert found == {"TagSet": "PROPOSES", "OldSet": "EVALUATES_ON"}


def test_what_precedes_the_proposal_is_background_and_what_reports_comes_after() -> None:
    texts = ["Tags are hard.", "Experiments are costly.", "We propose FooNet.", "It has layers.", "Experiments show gains."]
    assert functions([("abstract", text) for text in texts]) == ("background", "background", "proposal", "method", "result")


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("We propose a tagger, X, which is fast.", "introduced"),
        ("It builds a network called X.", "called"),
        ("It learns by using deep X.", "using"),
        ("It is better than X.", "contrast"),
        ("It wins over existing X.", "existing"),
        ("It works without X.", "negated"),
        ("Our X is fast.", "our"),
        ("X achieves more.", "acts"),
        ("X: a tagger.", "prefix"),
    ],
)
def test_cues_are_found_beside_the_mention(text: str, cue: str) -> None:
    start = text.index("X")
    assert cue in place_cues(text, start, start + 1)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("We propose a tagger based on X.", "introduced"),
        ("We use tags, and X.", "using"),
        ("It beats all; X is slow.", "contrast"),
        ("X improves tags.", "gain"),
    ],
)
def test_cues_end_at_turns_and_marks(text: str, cue: str) -> None:
    start = text.index("X")
    assert cue not in place_cues(text, start, start + 1)


def test_the_weights_fit_the_schema() -> None:
    for label, (names, start, table) in WEIGHTS.items():
        assert all(label in ROLES[name] for name in names)
        assert list(names) == [name for name in ROLES if name in names]
        assert all(len(row) == len(start) == len(names) for row in table.values())


def test_every_entity_has_one_role_with_a_quote_of_its_mention() -> None:
    found = extraction(TITLE, ABSTRACT)
    for entity in found.entities:
        (quote,) = entity.quotes
        places = {(m.section, m.start, m.end) for m in found.mentions if m.entity == entity.name}
        assert (quote.section, quote.start + quote.object[0], quote.start + quote.object[1]) in places
        assert 0 < entity.confidence <= 1


def test_functions_are_those_that_are_declared() -> None:
    assert set(functions([("title", "A"), ("abstract", "We propose."), ("abstract", "So.")])) <= set(FUNCTIONS)
