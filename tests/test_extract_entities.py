"""Mentions to local entities: grouping, names, and the whole of `assemble`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.encoder import load_encoder
from kg.extract.entities import scene
from kg.extract.grouping import group
from kg.model import NO_SPAN, Definition, Extraction, Mention, Quote
from marked import define, extraction, marked_sections, named_groups, paper, says, section, seen

RICH = (
    "[TinyTok|M]: Cutting Words for [word tagging|T]",
    "[Word tagging|T] is slow. Most taggers such as [BigTag|M] need [long contexts|C]. "
    "We propose [TinyTok|M], a method for [word tagging|T] that uses [hash tables|C]. "
    "On [TagSet|D], [TinyTok|M] outperforms [BigTag|M] and reaches 91.5% [accuracy|R]. It needs 2-3x less [memory|R].",
)


def names(found: Extraction) -> list[str]:
    return [entity.name for entity in found.entities]


@pytest.mark.parametrize(
    ("one", "two"),
    [("KV cache", "KV-caches"), ("Graph Networks", "graph network"), ("quantizing the cache", "cache quantization"), ("Foo", "Foo model")],
)
def test_spellings_of_one_name_are_one_entity(one: str, two: str) -> None:
    assert len(named_groups("", f"We study [{one}|M]. Then [{two}|M] follows.")) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("GPT-3", "GPT-4"),
        ("CIFAR-10", "CIFAR-100"),
        ("LLaMA-7B", "LLaMA-13B"),
        ("BERT", "RoBERTa"),
        ("text-to-image model", "image-to-text model"),
        ("supervised learning", "unsupervised learning"),
        ("attention head", "head"),
        ("Fast FooNet", "Faster FooNet"),
    ],
)
def test_different_things_stay_apart(one: str, two: str) -> None:
    assert len(named_groups("", f"We study [{one}|M]. Then [{two}|M] follows.")) == 2


def test_an_acronym_joins_its_long_form_and_phrases_with_it() -> None:
    text = "[Large Language Models|M] ([LLMs|M]) are big. [LLM pruning|T] helps. [Large language model pruning|T] is cheap."
    found = named_groups("", text, define(text, "LLMs", "Large Language Models"))
    assert [name for name, _ in found] == ["large language model", "LLM pruning"]


def test_an_acronym_of_two_meanings_joins_neither() -> None:
    text = "Both [Monte Carlo|M] ([MC|M]) and [model checking|M] ([MC|M]) differ."
    plain = "Both Monte Carlo (MC) and model checking (MC) differ."
    second = plain.rindex("MC")
    long = plain.index("model")
    other = Definition("abstract", "MC", "model checking", (second, second + 2), (long, long + 14))
    found = named_groups("", text, define(text, "MC", "Monte Carlo"), other)
    assert [name for name, _ in found] == ["Monte Carlo", "MC", "model checking"]


def test_an_acronym_joins_a_mention_that_leaves_out_a_modifier_but_none_that_adds_one() -> None:
    less = "A deep [attention network|M] ([DAN|M]) works."
    more = "A [deep attention network|M] ([AN|M]) works."
    assert len(named_groups("", less, define(less, "DAN", "deep attention network"))) == 1
    assert len(named_groups("", more, define(more, "AN", "attention network"))) == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[LLMs|M] are big. A [large language model|M] learns.", 1),
        ("[SotA|M] is high. [Sum of trees and apples|M] is low.", 2),
        ("[ART|R] is slow. The [area of round trees|R] grows.", 1),
        ("[MC|M] is old. [Monte Carlo|M] and [model checking|T] differ.", 3),
        ("[BERT|M] is big. A [large language model|M] learns.", 2),
    ],
)
def test_an_acronym_without_definition_joins_the_one_name_of_its_initials(text: str, count: int) -> None:
    assert len(named_groups("", text)) == count


def test_the_tail_of_a_long_form_is_no_name_of_its_own() -> None:
    text = "We propose Quick Maps from [Trees|M] ([QMT|M]). [Trees|M] are old."
    found = named_groups("", text, define(text, "QMT", "Quick Maps from Trees"))
    strings = {name: {m.text for m in one.mentions} for name, one in found}
    assert strings == {"Quick Maps from Trees": {"Quick Maps from Trees", "QMT"}, "tree": {"Trees"}}


def test_the_label_is_the_one_with_most_confidence() -> None:
    text, mentions = section("abstract", "[accuracy|R], [accuracy|C], [accuracy|R] count.")
    weak = [Mention("abstract", m.start, m.end, m.text, m.label, "", "x", 0.9 if m.label == "Concept" else 0.3) for m in mentions]
    assert [entity.label for entity in says([text], mentions).entities] == ["Metric"]
    assert [entity.label for entity in says([text], weak).entities] == ["Concept"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("We use [FlashAttention|M].", "FlashAttention"),
        ("We use [graph neural networks|M].", "graph neural network"),
        ("[Graph neural networks|M] are used.", "graph neural network"),
        ("We draw on [Poisson processes|C].", "Poisson process"),
        ("We count [number of parameters|R].", "number of parameters"),
        ("We use [Adam|M].", "Adam"),
        ("We know [Recurrent Neural Networks|M].", "recurrent neural network"),
        ("We read [THOMAS|M].", "THOMAS"),
        ("We use [Faster R-Tagger|M].", "Faster R-Tagger"),
        ("[Stable Tagging|M] is used.", "Stable Tagging"),
        ("We stack [Taggers|M].", "Tagger"),
        ("[Murmur|M] is small. [Murmur|M] is fast.", "Murmur"),
        ("[Tagging|M] is small. This [tagging|M] is fast.", "tagging"),
        ("It is a [fine-tuned|M] one.", "fine-tuning"),
    ],
)
def test_names_follow_the_guidelines(marked: str, name: str) -> None:
    assert [told for told, _ in named_groups("", marked)] == [name]


def test_names_are_unique_and_every_mention_has_its_entity() -> None:
    found = extraction(*RICH)
    assert len(set(names(found))) == len(names(found))
    assert {mention.entity for mention in found.mentions} == set(names(found))


def test_the_order_of_the_mentions_does_not_count() -> None:
    sections, mentions = marked_sections(*RICH)
    shuffled = mentions[1::2] + mentions[::-2]
    assert sorted(shuffled) == sorted(mentions)
    assert says(sections, mentions) == says(sections, shuffled)


def test_nothing_gives_nothing() -> None:
    assert says([], []) == Extraction()
    assert says([section("abstract", "No names here.")[0]], []) == Extraction()


def test_entities_stand_before_figures_in_what_is_judged() -> None:
    sections, mentions = marked_sections("", "[FooNet|M] gains 5% on [TagSet|D]. Later [FooNet|M] gains 7%.")
    found = scene(seen(sections, mentions), sections, group(mentions, ()), load_encoder().judge)
    assert [one.label for one in found.groups] == ["Method", "Dataset"]
    assert {value.figure.value for value in found.values} >= {"5%", "7%"}
    assert len(found.judged.kinds) == 2 + len(found.values)


def test_a_mention_that_cuts_a_word_has_its_entity_all_the_same() -> None:
    text, mentions = section("abstract", "The super[Net|M] beats [BarNet|M].")
    found = says([text], mentions)
    assert names(found) == ["Net", "BarNet"]


def quotes_of(found: Extraction) -> list[Quote]:
    return [quote for claim in (*found.entities, *found.relations, *found.results) for quote in claim.quotes]


MARKED = ("[FooNet|M]", "[BarNet|M]", "[word tagging|T]", "[TagSet|D]", "[accuracy|R]", "[cache|C]")
PLAIN = (
    "we propose",
    "outperforms",
    "for",
    "such as",
    "using",
    "on",
    "reaches 91.2%",
    "is",
    ".",
    ". Then",
    ",",
    "and",
    "2-3x",
    "from 3 to 5%",
)
WORDS = st.sampled_from(MARKED + PLAIN)


@settings(max_examples=40)
@given(st.lists(WORDS, max_size=40), st.lists(WORDS, max_size=8))
def test_quotes_are_whole_sentences_and_their_spans_are_mentions(words: list[str], head: list[str]) -> None:
    sections, found = paper(" ".join(head), " ".join(words))
    by_name = {text.name: text for text in sections}
    values = {result.value for result in found.results}
    strings = {mention.text for mention in found.mentions} | values
    for quote in quotes_of(found):
        text = by_name[quote.section]
        assert quote.start in {start for start, _ in text.sentences}
        assert quote.end in {end for _, end in text.sentences}
        for span in (quote.subject, quote.object):
            start, end = quote.start + span[0], quote.start + span[1]
            assert span == NO_SPAN or (quote.start <= start < end <= quote.end and text.text[start:end] in strings)


@settings(max_examples=30)
@given(st.lists(WORDS, max_size=40))
def test_claims_name_entities_and_every_claim_has_a_quote(words: list[str]) -> None:
    found = extraction("", " ".join(words))
    known = set(names(found))
    for relation in found.relations:
        assert {relation.subject, relation.object} <= known
        assert relation.subject != relation.object
        assert relation.quotes
    for result in found.results:
        ends = {result.method, result.metric, result.dataset, result.task, result.baseline} - {None}
        assert ends <= known
        assert result.quotes


def test_mentions_that_cross_a_sentence_stay_inside_their_quote() -> None:
    text, _ = section("abstract", "We use A. B. Then stop.")
    crossing = Mention("abstract", 7, 12, "A. B.", "Method", "", "x", 1.0)
    quote = says([text], [crossing]).entities[0].quotes[0]
    assert text.text[quote.start : quote.end] == "We use A. B."
    assert quote.object == (7, 12)
