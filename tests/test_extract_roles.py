"""Sentence functions, the cues of a place, and the role that an abstract gives each of its entities."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kg.extract.cues import FUNCTIONS, functions, place_cues
from kg.extract.nets import load_nets
from kg.extract.roles import role_rows, roles_of
from kg.schema import ROLES
from marked import blank, extraction, reading

TITLE = "[FooNet|M]: Faster [word tagging|T]"
ABSTRACT = (
    "[Word tagging|T] is a hard problem. Existing approaches suffer from [long training|C]. "
    "In this paper, we propose [FooNet|M], a network that tags words by using [hash tables|C] and [gated layers|M]. "
    "Experiments on [TagSet|D] show that [FooNet|M] outperforms [BarNet|M] and "
    "improves [accuracy|R] by 3%."
)


def roles(title: str, abstract: str) -> dict[str, str]:
    return {entity.name: entity.role for entity in extraction(title, abstract).entities}


def test_a_clear_abstract_gives_its_clear_roles() -> None:
    wanted = {"FooNet": "PROPOSES", "word tagging": "ADDRESSES", "TagSet": "EVALUATES_ON", "BarNet": "COMPARES_WITH", "accuracy": "REPORTS"}
    assert roles(TITLE, ABSTRACT).items() >= wanted.items()


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


def chances(*likely: dict[str, float]) -> np.ndarray:
    """Probabilities of the roles; what is left is that it is no entity."""
    rows = np.array([[0.0, *(row.get(role, 0.0) for role in ROLES)] for row in likely], np.float32)
    rows[:, 0] = 1.0 - rows.sum(axis=1)
    return rows


TWO = reading("", "Old [BarNet|M] is slow. We propose [TagSet|D] for it. On [TagSet|D], [BarNet|M] wins.")
NO_CUES = (frozenset[str](), frozenset[str]())


def test_the_likeliest_role_that_the_label_allows_is_given() -> None:
    method, data = roles_of(TWO, NO_CUES, chances({"USES": 0.5, "MENTIONS": 0.2}, {"ADDRESSES": 0.6, "PROPOSES": 0.3}))
    assert "Dataset" not in ROLES["ADDRESSES"]
    assert (method.name, data.name) == ("USES", "PROPOSES")
    assert (method.confidence, data.confidence) == (pytest.approx(0.5), pytest.approx(0.3))
    assert dict(zip(ROLES, data.odds, strict=True))["ADDRESSES"] == pytest.approx(0.6)


def test_a_tie_goes_to_the_role_that_is_named_first() -> None:
    method, _ = roles_of(TWO, NO_CUES, chances({}, {}))
    assert method.name == next(role for role in ROLES if "Method" in ROLES[role])
    assert method.confidence > 0


@pytest.mark.parametrize(("role", "sentence"), [("COMPARES_WITH", 2), ("MENTIONS", 0), ("USES", 2)])
def test_the_place_of_a_role_is_in_the_sentence_that_says_it(role: str, sentence: int) -> None:
    assert [one.function for one in TWO.sentences] == ["background", "proposal", "method"]
    method, _ = roles_of(TWO, NO_CUES, chances({role: 0.9}, {}))
    assert method.place.sentence == (0 if role == "COMPARES_WITH" else sentence)


def test_the_rows_of_an_entity_tell_its_kind_what_the_heads_hold_and_its_cues() -> None:
    judged = blank(TWO)
    judged.roles[0, list(ROLES).index("USES")] = 5.0
    (method, data), cues = role_rows(TWO, judged)
    fitting = [role for role in ROLES if "Method" in ROLES[role]]
    assert method["role USES"] == pytest.approx(5.0 - math.log(math.exp(5.0) + len(fitting) - 1))
    assert method["role MENTIONS"] == pytest.approx(method["role USES"] - 5.0)
    assert {name[5:] for name in data if name.startswith("role ")} == {role for role in ROLES if "Dataset" in ROLES[role]}
    assert (method["kind Method"], method["seen Method"], method["sure"]) == (1.0, pytest.approx(0.2), 1.0)
    assert {f"cue {cue}" for cue in cues[1]} <= set(data)


def test_cues_tell_of_the_proposal_and_of_the_rank() -> None:
    _, (method, data) = role_rows(TWO, blank(TWO))
    assert {"introduced", "proposal introduced first", "first of label in proposal", "twice", "a proposal"} <= data
    assert {"first of label", "first in background", "twice", "in last sentence"} <= method
    assert "introduced" not in method


def test_a_title_of_a_study_is_told() -> None:
    found = reading("How do [nets|M] learn?", "We test [nets|M].")
    _, (cues,) = role_rows(found, blank(found))
    assert {"a study", "first in title", "twice"} <= cues


def test_the_network_knows_the_names_of_the_features() -> None:
    rows, _ = role_rows(TWO, blank(TWO))
    assert {name for name in rows[0] if not name.startswith("cue ")} <= set(load_nets()["roles"].names)


def test_every_entity_has_one_role_with_a_quote_of_its_mention() -> None:
    found = extraction(TITLE, ABSTRACT)
    for entity in found.entities:
        (quote,) = entity.quotes
        places = {(m.section, m.start, m.end) for m in found.mentions if m.entity == entity.name}
        assert (quote.section, quote.start + quote.object[0], quote.start + quote.object[1]) in places
        assert 0 < entity.confidence <= 1


def test_functions_are_those_that_are_declared() -> None:
    assert set(functions([("title", "A"), ("abstract", "We propose."), ("abstract", "So.")])) <= set(FUNCTIONS)
