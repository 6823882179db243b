"""What reads a text by rule: sentences, tokens, acronyms, long forms, the names of the lexicon."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.acronyms import find_definitions
from kg.extract.gazetteer import Known, find_known_names, load_names, name_key
from kg.extract.longforms import whole_forms
from kg.extract.sentences import sentence_spans
from kg.extract.tokens import word_spans
from kg.model import Definition, Mention


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("See Fig. 3 and Smith et al. (2020) for it. Yes.", ["See Fig. 3 and Smith et al. (2020) for it.", "Yes."]),
        ("It costs 2.5x, e.g. BERT v1.0 by J. Doe. Fine!", ["It costs 2.5x, e.g. BERT v1.0 by J. Doe.", "Fine!"]),
        ('He said "stop." Then (it works.) Next', ['He said "stop."', "Then (it works.)", "Next"]),
        ("\u4e00\u4e8c\u3002\u4e09\u56db\u3002", ["\u4e00\u4e8c\u3002", "\u4e09\u56db\u3002"]),
        ("  a heading\n\nA text. ", ["a heading", "A text."]),
        (" \n ", []),
    ],
)
def test_sentences_end_at_full_stops_that_end_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@given(st.text(max_size=60))
def test_sentences_hold_every_word(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BERT-based", ["BERT", "-", "based"]),
        ("1,200.5 of v2.1b", ["1,200.5", "of", "v2.1b"]),
        ("a_b\t(c)", ["a_b", "(", "c", ")"]),
        ("20\\%", ["20", "\\", "%"]),
        (" ", []),
    ],
)
def test_words_and_marks_are_cut(text: str, words: list[str]) -> None:
    assert [text[a:b] for a, b in word_spans(text)] == words


@given(st.text(max_size=60))
def test_words_hold_everything_but_white_space(text: str) -> None:
    assert "".join(text[a:b] for a, b in word_spans(text)) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("large language models (LLMs) learn", [("LLMs", "large language models")]),
        ("SGD (stochastic gradient descent) is old", [("SGD", "stochastic gradient descent")]),
        ("a Key-Value (KV) cache", [("KV", "Key-Value")]),
        (
            "Multi-modal tree parsing (MTP) and semi-tagged learning (STL)",
            [("MTP", "Multi-modal tree parsing"), ("STL", "semi-tagged learning")],
        ),
        ("we beat the state-of-the-art (SOTA)", []),
        ("trees (see Table 2) and nets (ours)", []),
        ("It ended. Large models (XYZ) failed", []),
    ],
)
def test_acronyms_are_defined_by_brackets_either_way(text: str, defined: list[tuple[str, str]]) -> None:
    definitions = list(find_definitions(text))
    assert [(d.short, d.long) for d in definitions] == defined
    assert all(text[slice(*d.short_span)] == d.short and text[slice(*d.long_span)] == d.long for d in definitions)


def mention(text: str, part: str) -> Mention:
    start = text.index(part)
    return Mention("abstract", start, start + len(part), part, "Method", "", "x", 1.0)


def test_a_long_form_that_a_mention_exceeds_stays_as_it_is() -> None:
    text = "Old Quick Maps from Trees (QMT)"
    definition = Definition("abstract", "QMT", "Quick Maps from Trees", (27, 30), (4, 25))
    found = [mention(text, "Old Quick"), mention(text, "Trees"), mention(text, "QMT")]
    assert whole_forms(found, [definition], {"abstract": text}) == found


def names_in(text: str, names: dict[str, Known]) -> list[tuple[str, str]]:
    return [(text[a:b], known.label) for (a, b), known in find_known_names(text, names)]


def test_known_names_are_found_however_they_are_hyphened() -> None:
    names = dict(load_names())
    assert names_in("CIFAR10, CIFAR-10", names) == [("CIFAR10", "Dataset"), ("CIFAR-10", "Dataset")]
    assert names_in("Random forests", {"randomforest": names["cifar10"]}) == [("Random forests", "Dataset")]


def test_a_plain_word_is_no_known_name() -> None:
    assert names_in("a lion", {"lion": load_names()["adam"]}) == []


def test_lexicon_lines_are_sorted_whole_and_sourced() -> None:
    records = [json.loads(line) for line in files("kg").joinpath("data", "lexicon.jsonl").read_text("utf-8").splitlines()]
    assert [r["id"] for r in records] == sorted({r["id"] for r in records})
    assert all(set(r) == {"id", "name", "label", "aliases", "xrefs", "source"} for r in records)
    assert all(r["id"] == "lexicon:" + name_key(r["name"]) for r in records)
