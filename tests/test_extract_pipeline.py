"""The whole extractor: clear papers, the laws of any, and the same answer alone, after others, and by several workers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract import extract, extractor_version, make_nlp
from kg.extract.pipeline import KEY, extract_paper
from kg.model import Extraction, Paper, Section
from laws import assert_lawful

CLEAR = "We propose FooNet, a neural network for machine translation. FooNet outperforms BERT on the GLUE benchmark by 2.1% accuracy."
PAPERS = (
    Paper("FooNet: A Neural Network for Machine Translation", CLEAR),
    Paper("On large language models", "Large language models (LLMs) are big. LLMs need memory.", body=(Section("Results", "BERT wins."),)),
    Paper("", "No title here: BERT reaches 91.2% accuracy on SQuAD."),
    Paper("A title alone"),
    Paper("Long", CLEAR * 12),
)


@cache
def nlp() -> Language:
    return make_nlp()


@cache
def alone(paper: Paper) -> Extraction:
    return extract_paper(paper)


def test_a_clear_paper_says_what_a_reader_would_say() -> None:
    found = alone(PAPERS[0])
    assert {(e.name, e.label, e.role) for e in found.entities} >= {
        ("FooNet", "Method", "PROPOSES"),
        ("machine translation", "Task", "ADDRESSES"),
        ("BERT", "Method", "COMPARES_WITH"),
        ("GLUE", "Dataset", "EVALUATES_ON"),
        ("accuracy", "Metric", "REPORTS"),
    }
    assert {(r.subject, r.predicate, r.object) for r in found.relations} >= {
        ("FooNet", "USED_FOR", "machine translation"),
        ("FooNet", "OUTPERFORMS", "BERT"),
        ("FooNet", "EVALUATED_ON", "GLUE"),
    }
    (result,) = found.results
    assert (result.value, result.number, result.unit, result.method, result.metric) == ("2.1%", 2.1, "%", "FooNet", "accuracy")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.title)
def test_an_extraction_is_lawful_and_the_same_again(paper: Paper) -> None:
    assert_lawful(paper, alone(paper))
    assert extract_paper(paper) == alone(paper)


def test_the_order_of_the_papers_changes_nothing() -> None:
    assert list(extract(PAPERS)) == [alone(paper) for paper in PAPERS]
    assert list(extract(PAPERS[::-1])) == [alone(paper) for paper in PAPERS[::-1]]


def test_workers_change_nothing() -> None:
    papers = PAPERS[:2] * 20
    assert list(extract(papers, workers=2)) == [alone(paper) for paper in papers]


def test_extraction_reads_lazily() -> None:
    def papers() -> Iterator[Paper]:
        for number in range(64):
            assert number < 33, "read ahead of what was asked for"
            yield Paper("x")

    assert next(extract(papers())) == Extraction()


def test_definitions_are_those_of_the_sections() -> None:
    assert [(d.section, d.short, d.long) for d in alone(PAPERS[1]).definitions] == [("abstract", "LLMs", "Large language models")]


def test_the_lexicon_can_be_left_out() -> None:
    found = extract_paper(PAPERS[0], use_lexicon=False)
    assert_lawful(PAPERS[0], found)
    assert "FooNet" in {entity.name for entity in found.entities}
    assert make_nlp(use_lexicon=False)(CLEAR).spans[KEY]


def test_a_doc_holds_the_mentions_of_an_abstract() -> None:
    doc = nlp()(CLEAR)
    mentions = extract_paper(Paper("", CLEAR)).mentions
    assert [(s.start_char, s.end_char, s.label_) for s in doc.spans[KEY]] == [(m.start, m.end, m.label) for m in mentions]


def test_doc_sentences_follow_the_rule() -> None:
    assert [s.text for s in nlp()("It uses e.g. trees. It wins.").sents] == ["It uses e.g. trees.", "It wins."]


ODD = (
    "",
    " ",
    "\ud800 lone",
    "\U0001f600 emoji model",
    "$\\alpha$-\\textbf{Net} is 20\\%",
    "\u4eca\u65e5\u306f\u3002",
    "(((",
    "a" * 5000,
    "A\u0301 e\u0301t\u00e9",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_read(text: str) -> None:
    for paper in (Paper(text, text), Paper("FooNet", text, body=(Section(text or "x", text),))):
        assert_lawful(paper, extract_paper(paper))


@pytest.mark.parametrize("piece", ["(", "A-", "FooNet, ", "1.", "(abc ", "ABC (ABC) ", "on FooQA "])
def test_time_is_linear_in_the_text(piece: str) -> None:
    paper = Paper("T", piece * (20_000 // len(piece)))
    start = process_time()
    assert_lawful(paper, extract_paper(paper))
    assert process_time() - start < 40, "a quadratic pattern takes minutes"


WORDS = st.sampled_from(
    "graph,models,KIVI,(LLMs),large language models,on,the,dataset,91.2%,GPT-4.5,. ,e.g.,\n\n,:,we propose,outperforms".split(",")
)


@settings(max_examples=30)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)), st.text(max_size=30))
def test_any_text_gives_a_lawful_extraction_whose_mentions_do_not_overlap(abstract: str, title: str) -> None:
    paper = Paper(title, abstract)
    found = extract_paper(paper)
    assert_lawful(paper, found)
    ordered = sorted((m.section, m.start, m.end) for m in found.mentions)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(ordered))


def test_version_is_the_same_twice_and_names_the_package() -> None:
    assert extractor_version() == extractor_version()
    assert "+" in extractor_version()


def test_data_files_have_the_hashes_that_their_readme_gives() -> None:
    data = files("kg").joinpath("data")
    readme = data.joinpath("README.md").read_text("utf-8")
    names = sorted(file.name for file in data.iterdir() if file.name != "README.md")
    assert {"encoder.onnx", "heads.onnx", "lexicon.jsonl", "nets.npz", "tagger.crfsuite", "vocabulary.txt"} <= set(names)
    for name in names:
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
        assert sha256(data.joinpath(name).read_bytes()).hexdigest() in row
