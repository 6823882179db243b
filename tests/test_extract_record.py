import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.extract.record import from_record, to_record
from kg.model import Definition, Extraction, LocalEntity, Mention, Paper, Quote, Relation, Result, Section

PAPER = Paper(
    "Finch: fast routing", abstract="Finch is fast. It beats Wren by 4 BLEU.", body=(Section("Results", "Wren."),), record_id="r7"
)
MENTIONS = (
    Mention("Results", 0, 4, "Wren", "Method", "Wren", "rule", 0.5),
    Mention("abstract", 0, 5, "Finch", "Method", "Finch", "title", 0.9),
    Mention("title", 0, 5, "Finch", "Method", "Finch", "title", 0.9),
    Mention("abstract", 15, 17, "It", "Method", "Finch", "rule", 0.4),
    Mention("abstract", 24, 28, "Wren", "Method", "Wren", "rule", 0.5),
)
QUOTE = Quote("abstract", 15, 39, (0, 2), (9, 13))
EXTRACTION = Extraction(
    MENTIONS,
    (LocalEntity("Finch", "Method", "PROPOSES", 0.9, (Quote("title", 0, 19),), "title"), LocalEntity("Wren", "Method", "MENTIONS", 0.5)),
    (Relation("Finch", "OUTPERFORMS", "Wren", 0.7, (QUOTE,), "cue"),),
    (
        Result(
            "4 BLEU", method="Finch", baseline="Wren", number=4.0, unit="BLEU", low=1.0, confidence=0.6, quotes=(QUOTE,), extractor="cue"
        ),
    ),
    (Definition("abstract", "Fi", "Finch", (0, 2), (0, 5)),),
)


def test_a_record_is_the_gold_format():
    record = to_record(PAPER, EXTRACTION, "title:1")
    assert (record["id"], record["paper"]) == ("r7", "title:1")
    assert [(e["name"], e["type"], e["role"], e["mentions"]) for e in record["entities"]] == [
        ("Finch", "Method", "PROPOSES", ["Finch", "It"]),
        ("Wren", "Method", "MENTIONS", ["Wren"]),
    ]
    assert record["relations"] == [["Finch", "OUTPERFORMS", "Wren"]]


def test_quotes_hold_their_text_and_the_ends_that_they_hold():
    record = to_record(PAPER, EXTRACTION)
    quote = record["relation_evidence"][0]["quotes"][0]
    assert quote["text"] == "It beats Wren by 4 BLEU."
    assert (quote["subject"], quote["object"]) == ([0, 2], [9, 13])
    assert record["entities"][0]["quotes"][0]["subject"] is None
    assert record["entities"][0]["quotes"][0]["text"] == PAPER.title


def test_results_keep_their_figures():
    result = to_record(PAPER, EXTRACTION)["results"][0]
    assert [result[key] for key in ("value", "number", "unit", "low", "high", "metric")] == ["4 BLEU", 4.0, "BLEU", 1.0, None, None]


def test_the_way_back_through_json_is_exact():
    assert from_record(json.loads(json.dumps(to_record(PAPER, EXTRACTION)))) == EXTRACTION


def test_a_gold_record_reads_as_an_extraction():
    gold = {"id": "r7", "entities": [], "relations": [["a", "IS_A", "b"]], "results": [{"value": "4", "metric": None}]}
    assert from_record(gold) == Extraction(relations=(Relation("a", "IS_A", "b", 1.0),), results=(Result("4"),))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"entities": [{"name": "a", "type": "Method"}]}, "role: expected str, got None"),
        ({"entities": "x"}, "entities: expected list"),
        ({"mentions": [3]}, "mentions: expected a list of objects"),
        ({"relations": [["a", "b"]]}, r"relations: expected \[subject, predicate, object\]"),
        ({"relations": [["a", "b", "c"]], "relation_evidence": [{}, {}]}, "relation_evidence: expected 1 items"),
        ({"results": [{"value": "4", "number": "four"}]}, "number: expected float, got 'four'"),
        ({"definitions": [{"section": "t", "short": "a", "long": "b", "short_span": [1]}]}, "short_span: expected"),
    ],
)
def test_a_malformed_record_is_told(record, message):
    with pytest.raises(ReadError, match=message):
        from_record(record)


names, shares, places = st.text(max_size=4), st.floats(0, 1), st.integers(0, 50)
quotes = st.lists(st.builds(Quote, names, places, places, st.tuples(places, places)), max_size=2).map(tuple)
extractions = st.builds(
    Extraction,
    st.lists(st.builds(Mention, names, places, places, names, names, names, names, shares), max_size=3).map(tuple),
    st.lists(st.builds(LocalEntity, names, names, names, shares, quotes, names), max_size=3).map(tuple),
    st.lists(st.builds(Relation, names, names, names, shares, quotes, names), max_size=3).map(tuple),
    st.lists(st.builds(Result, names, number=st.none() | shares, high=st.none() | shares, quotes=quotes), max_size=2).map(tuple),
)


@given(extractions)
def test_every_extraction_comes_back(extraction):
    assert from_record(json.loads(json.dumps(to_record(PAPER, extraction)))) == extraction
