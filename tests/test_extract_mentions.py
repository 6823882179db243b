"""Mentions: each component by hand-made texts, then the laws of the whole pipeline."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import extract, extractor_version, make_nlp
from kg.extract.acronyms import find_definitions
from kg.extract.candidates import KEY, Candidate
from kg.extract.consistency import spread
from kg.extract.datasets import find_dataset_names
from kg.extract.edges import shortest_names
from kg.extract.gazetteer import find_known_names, load_names, name_key
from kg.extract.introductions import find_introduced_names
from kg.extract.kinds import apposition_label
from kg.extract.metrics import find_metric_names
from kg.extract.nounphrases import find_noun_phrases
from kg.extract.pipeline import COMPONENTS, mentions_of
from kg.extract.repeats import own_names
from kg.extract.selection import select
from kg.extract.sentences import sentence_spans
from kg.extract.text import SectionText
from kg.extract.titles import find_title_names
from kg.extract.wordtable import TAGS, load_table, read_table
from kg.model import Definition, Mention, Paper, Section

PAPER = Paper(
    "Zorblat: Sparse Trees for Parsing",
    "We propose Zorblat, a parser for sparse trees. Zorblat reaches 91.2% accuracy on the FooBank-3 dataset."
    " Unlike BERT, Zorblat needs no attention heads.",
)


@cache
def nlp():
    return make_nlp()


def found(text, candidates):
    return [(text[c.start : c.end], c.label) for c in candidates]


def texts(paper):
    return [(m.section, m.text, m.label) for m in mentions_of(nlp(), paper)[1]]


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
def test_sentences_end_at_full_stops_that_end_sentences(text, sentences):
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


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
def test_acronyms_are_defined_by_brackets_either_way(text, defined):
    definitions = list(find_definitions(text))
    assert [(d.short, d.long) for d in definitions] == defined
    assert all(text[slice(*d.short_span)] == d.short and text[slice(*d.long_span)] == d.long for d in definitions)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("TreeNet: Parsing", [("TreeNet", "Method")]),
        ("FooQA: A Benchmark for Answers", [("FooQA", "Dataset")]),
        ("Zorblat - fast trees", [("Zorblat", "Method")]),
        ("Mind the gap: on trees", []),
        ("Learning: a survey", []),
        ("No colon here", []),
    ],
)
def test_a_title_names_what_stands_before_its_colon(title, names):
    assert found(title, find_title_names(title)) == names


def test_introductions_take_their_label_from_what_follows():
    text = "We present FooSet, a corpus of trees. We introduce BarNet. A method called Zorblat, and a benchmark named QuxEval."
    assert found(text, find_introduced_names(text)) == [
        ("FooSet", "Dataset"),
        ("BarNet", "Method"),
        ("Zorblat", "Method"),
        ("QuxEval", "Dataset"),
    ]


def test_an_apposition_gives_the_label_of_its_head():
    assert apposition_label("X is a large data set of trees", 1) == "Dataset"
    assert apposition_label("X, a new model for trees", 1) == "Method"
    assert apposition_label("X wins", 1) is None


def test_data_sets_are_named_by_cues_and_models_are_not():
    text = "On the TreeBank-3 dataset, on benchmarks such as FooQA and BAR-10, it was trained on GPT-4."
    assert found(text, find_dataset_names(text)) == [("TreeBank-3", "Dataset"), ("FooQA", "Dataset"), ("BAR-10", "Dataset")]


def test_metrics_are_known_acronyms_or_stand_beside_a_figure():
    text = "BLEU rises. It gives 2.3x throughput and a latency of 5 ms; time flies."
    assert [name for name, _ in found(text, find_metric_names(text))] == ["BLEU", "throughput", "latency"]


def test_known_names_are_found_however_they_are_hyphened():
    names = load_names()
    assert found("CIFAR10, CIFAR-10", find_known_names("CIFAR10, CIFAR-10", names)) == [("CIFAR10", "Dataset"), ("CIFAR-10", "Dataset")]
    assert found("Random forests", find_known_names("Random forests", {"randomforest": names["cifar10"]})) == [
        ("Random forests", "Dataset")
    ]


def test_a_plain_word_is_no_known_name():
    names = {"lion": load_names()["adam"]}
    assert not list(find_known_names("a lion", names))


def test_noun_phrases_are_the_shortest_names():
    text = "We use a novel graph neural network for link prediction."
    assert found(text, find_noun_phrases(text)) == [("graph neural network", "Method"), ("link prediction", "Task")]


def test_a_hint_can_turn_the_path():
    text = "We run Gork on it."
    assert ("Gork", "Dataset") in found(text, find_noun_phrases(text, [Candidate(7, 11, "Dataset", 0.99, "dataset")]))


def test_a_bracketed_acronym_lies_inside_its_phrase():
    text = "The Key-Value (KV) cache grows."
    assert "Key-Value (KV) cache" in [name for name, _ in found(text, find_noun_phrases(text, [], [(14, 18)]))]


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("various tree models", ["tree models"]),
        ("precision and recall", ["precision", "recall"]),
        ("FooSet dataset", ["FooSet"]),
        ("tree dataset", ["tree dataset"]),
        ("state-of-the-art", []),
        ("(tree", ["tree"]),
        ("end-to-end manner", []),
    ],
)
def test_edges_of_a_phrase_are_cut(phrase, names):
    assert [phrase[a:b] for a, b in shortest_names(phrase, 0, len(phrase))] == names


def test_selection_keeps_the_surest_and_no_overlap():
    sure, long, apart = Candidate(0, 4, "Method", 0.9, "a"), Candidate(0, 9, "Task", 0.5, "b"), Candidate(10, 12, "Task", 0.1, "b")
    assert select([long, apart, sure]) == [sure, apart]


def test_repeats_are_what_title_introductions_and_acronyms_name():
    names = own_names([Section("title", "Zorblat: Trees"), Section("abstract", "Deep trees (DT) help; we propose FooNet.")])
    assert set(names) == {("Zorblat",), ("DT",), ("Deep", "trees"), ("FooNet",)}


def test_spread_finds_a_string_everywhere_with_one_label():
    section = SectionText("abstract", "Gork is Gork")
    mentions = [Mention("abstract", 0, 4, "Gork", "Dataset", "", "dataset", 0.9)]
    assert [(m.start, m.label) for m in spread([section], mentions, [])] == [(0, "Dataset"), (8, "Dataset")]


def test_spread_gives_an_acronym_the_label_of_its_long_form():
    section = SectionText("abstract", "deep trees (DT)")
    mentions = [
        Mention("abstract", 0, 10, "deep trees", "Method", "", "nounphrase", 0.9),
        Mention("abstract", 12, 14, "DT", "Task", "", "nounphrase", 0.3),
    ]
    definition = Definition("abstract", "DT", "deep trees", (12, 14), (0, 10))
    assert [m.label for m in spread([section], mentions, [definition])] == ["Method", "Method"]


def test_pipeline_finds_the_names_of_a_paper():
    assert set(texts(PAPER)) >= {
        ("title", "Zorblat", "Method"),
        ("abstract", "Zorblat", "Method"),
        ("abstract", "accuracy", "Metric"),
        ("abstract", "FooBank-3", "Dataset"),
        ("abstract", "BERT", "Method"),
    }


def test_doc_holds_the_mentions_and_who_found_them():
    doc = nlp()("We use the CIFAR-10 dataset.")
    span = next(s for s in doc.spans[KEY] if s.text == "CIFAR-10")
    assert (span.label_, span.id_) == ("Dataset", "lexicon:cifar10")
    confidence, extractor = doc.user_data[KEY]["mentions"][span.start_char, span.end_char]
    assert 0 < confidence <= 1
    assert extractor in {"lexicon", "dataset"}


def test_doc_sentences_follow_the_rule():
    assert [s.text for s in nlp()("It uses e.g. trees. It wins.").sents] == ["It uses e.g. trees.", "It wins."]


def test_lexicon_can_be_left_out():
    assert "kg_gazetteer" not in make_nlp(use_lexicon=False).pipe_names
    assert list(COMPONENTS) == nlp().pipe_names


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\ud800 lone",
        "\U0001f600 emoji model",
        "$\\alpha$-\\textbf{Net} is 20\\%",
        "\u4eca\u65e5\u306f\u3002",
        "(((",
        "a" * 5000,
        "A\u0301 e\u0301t\u00e9",
    ],
)
def test_odd_texts_are_read(text):
    check_spans(Paper(text or "x", text))


def check_spans(paper):
    sections, mentions, definitions = mentions_of(nlp(), paper)
    by_name = {s.name: s for s in sections}
    for m in mentions:
        assert by_name[m.section].text[m.start : m.end] == m.text != ""
        assert 0 <= m.confidence <= 1
    ordered = sorted((m.section, m.start, m.end) for m in mentions)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(ordered))
    for d in definitions:
        assert by_name[d.section].text[slice(*d.short_span)] == d.short
        assert by_name[d.section].text[slice(*d.long_span)] == d.long


@pytest.mark.parametrize("piece", ["(", "a", "A-", "FooNet, ", "\n", "1.", "(abc ", "called ", "ABC (ABC) ", "x, a ", "on FooQA "])
def test_time_is_linear_in_the_text(piece):
    start = process_time()
    check_spans(Paper("T", piece * (40_000 // len(piece))))
    assert process_time() - start < 15, "a quadratic pattern takes minutes"


WORDS = st.sampled_from(
    [
        "graph",
        "models",
        "KIVI",
        "(LLMs)",
        "large language models",
        "on",
        "the",
        "dataset",
        "91.2%",
        "GPT-4.5",
        ". ",
        "e.g.",
        "\n\n",
        ":",
        "we propose",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)), st.text(max_size=30))
def test_offsets_always_point_into_the_text(abstract, title):
    check_spans(Paper(title, abstract))


@given(st.text(max_size=60))
def test_sentences_hold_every_word(text):
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


def test_extractions_come_in_order_and_alike_for_any_workers():
    papers = [Paper(f"Net{i}: A Model for Trees", f"We propose Net{i}, a model.") for i in range(40)]
    one = list(extract(papers))
    assert [e.mentions[0].text for e in one] == [f"Net{i}" for i in range(40)]
    assert list(extract(papers, workers=2)) == one


def test_extraction_reads_lazily():
    def papers():
        for i in range(64):
            assert i < 33, "read ahead of what was asked for"
            yield Paper(f"Net{i}: Trees")

    assert next(extract(papers())).mentions


def test_version_is_the_same_twice_and_names_the_package():
    assert extractor_version() == extractor_version()
    assert "+" in extractor_version()


def test_word_table_holds_words_and_no_names():
    table = load_table()
    assert all(word.islower() and word.isalpha() for word in table.vocabulary)
    assert table.transitions.shape == (len(TAGS), len(TAGS))


def test_a_table_is_read_from_its_lines():
    table = read_table(["tags\tO\tO=8\tU-Method=2", "tags\tU-Method\tO=2", "word\tnet\tU-Method=5", "word\tthe\tO=9"])
    row = dict(zip(TAGS, table.scores(["net"])[0], strict=True))
    assert max(row, key=row.get) == "U-Method"
    assert table.vocabulary == {"net", "the"}


def test_lexicon_lines_are_sorted_whole_and_sourced():
    records = [json.loads(line) for line in files("kg").joinpath("data", "lexicon.jsonl").read_text("utf-8").splitlines()]
    assert [r["id"] for r in records] == sorted({r["id"] for r in records})
    assert all(set(r) == {"id", "name", "label", "aliases", "xrefs", "source"} for r in records)
    assert all(r["id"] == "lexicon:" + name_key(r["name"]) for r in records)


def test_data_files_have_the_hashes_that_their_readme_gives():
    data = files("kg").joinpath("data")
    readme = data.joinpath("README.md").read_text("utf-8")
    for name in ("words.tsv.gz", "lexicon.jsonl"):
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
        assert sha256(data.joinpath(name).read_bytes()).hexdigest() in row
