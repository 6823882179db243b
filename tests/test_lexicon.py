from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lexicon import normalise

SAME = [
    ("Large Language Models", "large language model"),
    ("KV-caches", "KV cache"),
    ("The Transformer", "transformers"),
    ("LLMs", "LLM"),
    ("GPUs", "GPU"),
    ("Key-Value (KV) cache", "key-value caches"),
    ("retrieval-augmented generation (RAG)", "Retrieval Augmented Generation"),
    ("normalisation layer", "normalization layers"),
    ("modelling behaviour", "modeling behavior"),
    ("analyses", "analysis"),
    ("state-space models", "state space model"),
    ("neighbour sampling", "neighbor sampling"),
]
DIFFERENT = [
    ("GPT-3", "GPT-4"),
    ("CIFAR-10", "CIFAR-100"),
    ("LLaMA-7B", "LLaMA-13B"),
    ("BERT", "RoBERTa"),
    ("Llama", "Llama 2"),
    ("mT5", "T5"),
    ("Adam", "AdamW"),
    ("VAE", "VQ-VAE"),
    ("supervised learning", "unsupervised learning"),
    ("SQuAD 1.1", "SQuAD 2.0"),
    ("C", "C++"),
    ("Q", "Q*"),
    ("class", "clas"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_written_two_ways_has_one_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_that_look_alike_have_two_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from("the a classes GPUs biases -s ss us s' our x- optimised centre labelling ies movies".split())).map(" ".join)
)
def test_a_key_is_its_own_key(text: str) -> None:
    key = normalise(text)
    assert normalise(key) == key


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_a_name_never_loses_its_key(text: str) -> None:
    assert normalise(text)
