"""What a spaCy user tries first with `make_nlp`: call it, pipe texts, read the spans, render them with displaCy."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from kg.extract import make_nlp
from kg.schema import ENTITY_LABELS, node_type

TEXTS = (
    "We present Finch, a sparse routing layer for machine translation. On the WMT14 benchmark, Finch outperforms BERT by 2.5 BLEU.",
    "Large language models (LLMs) need a key-value cache. We use the SQuAD dataset and report accuracy.",
)
COLOURS = {label: node_type(label).colour for label in ENTITY_LABELS}

nlp = cache(make_nlp)


def found(doc: Doc) -> list[tuple[int, int, str, str]]:
    return [(span.start_char, span.end_char, span.text, span.label_) for span in doc.spans["kg"]]


def rendered(doc: Doc) -> str:
    return displacy.render(doc, style="span", options={"spans_key": "kg", "colors": COLOURS}, jupyter=False)


def test_a_call_gives_a_doc_whose_spans_are_the_mentions() -> None:
    assert isinstance(nlp(), Language)
    doc = nlp()(TEXTS[0])
    assert doc.text == TEXTS[0]
    assert {"Finch", "machine translation", "BERT"} <= {text for _, _, text, _ in found(doc)}
    assert all(TEXTS[0][start:end] == text and label in ENTITY_LABELS for start, end, text, label in found(doc))


def test_pipe_gives_what_single_calls_give_in_order() -> None:
    docs = list(nlp().pipe([*TEXTS, "", TEXTS[0]], batch_size=2))
    assert [doc.text for doc in docs] == [*TEXTS, "", TEXTS[0]]
    assert [found(doc) for doc in docs] == [found(nlp()(text)) for text in (*TEXTS, "", TEXTS[0])]


def test_pipe_carries_what_belongs_to_a_text() -> None:
    assert [(doc.text, number) for doc, number in nlp().pipe([(TEXTS[1], 7)], as_tuples=True)] == [(TEXTS[1], 7)]


def test_the_spans_stand_in_the_order_of_the_text() -> None:
    spans = [(start, end) for start, end, _, _ in found(nlp()(TEXTS[1]))]
    assert spans == sorted(spans) and len(spans) > 3


def test_sentences_are_marked() -> None:
    assert [len(list(nlp()(text).sents)) for text in TEXTS] == [2, 2]


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_text_without_words_has_an_empty_group(text: str) -> None:
    assert found(nlp()(text)) == []


@pytest.mark.parametrize("text", ["x", "🙂 \u0301", "a\x00b", "\ud800"])
def test_any_text_has_a_group(text: str) -> None:
    assert all(start < end for start, end, _, _ in found(nlp()(text)))


def test_displacy_renders_each_mention_with_its_label_and_colour() -> None:
    for text in TEXTS:
        doc = nlp()(text)
        page = rendered(doc)
        words = "".join(unescape(re.sub(r"<[^>]*>", "", page)).split())
        assert all("".join(mention.split()) in re.sub("|".join(ENTITY_LABELS), "", words) for _, _, mention, _ in found(doc))
        assert all(label in page and COLOURS[label].lower() in page.lower() for _, _, _, label in found(doc))


def test_displacy_shows_hostile_text_as_text() -> None:
    assert "<script>" not in rendered(nlp()("Finch outperforms BERT </script><script>alert(1)</script> & GPT-4."))


def test_docs_go_into_a_docbin_and_back() -> None:
    docs = [nlp()(text) for text in TEXTS]
    back = DocBin().from_bytes(DocBin(docs=docs).to_bytes()).get_docs(nlp().vocab)
    assert [found(doc) for doc in back] == [found(doc) for doc in docs]


def test_two_pipelines_do_not_disturb_each_other() -> None:
    other = make_nlp()
    assert found(other(TEXTS[0])) == found(nlp()(TEXTS[0]))
    other.remove_pipe(other.pipe_names[-1])
    assert found(nlp()(TEXTS[0]))
