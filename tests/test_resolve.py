from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.decisions import parse_decisions
from kg.model import Definition, Extraction, LocalEntity, Mention
from kg.resolve import entity_id, resolve
from making import SAYS, WORKS

KIVI_PAPER, LLM_PAPER = WORKS[0].id, WORKS[1].id


def says(*names: str, label: str = "Method", defines: tuple[tuple[str, str], ...] = ()) -> Extraction:
    """An extraction whose entities are mentioned by their names, in a text that is those names one after another."""
    spans = [(sum(len(n) + 1 for n in names[:i]), name) for i, name in enumerate(names)]
    return Extraction(
        tuple(Mention("title", at, at + len(n), n, label, n, "hand", 0.8) for at, n in spans),
        tuple(LocalEntity(n, label, "MENTIONS", 0.8) for n in names),
        definitions=tuple(Definition("title", short, long, (0, 1), (2, 3)) for short, long in defines),
    )


def names(*extractions: Extraction) -> list[str]:
    return sorted(e.name for e in resolve({f"p{i}": e for i, e in enumerate(extractions)}).entities)


def test_spelling_and_a_defined_acronym_make_one_entity_across_papers() -> None:
    of = resolve(SAYS).of
    assert of[KIVI_PAPER, "KV cache compression"] == of[LLM_PAPER, "KV-cache compression"]
    assert of[KIVI_PAPER, "large language model"] == of[LLM_PAPER, "LLM"]


def test_an_entity_of_two_kinds_takes_the_weightier_and_keeps_both() -> None:
    llm = next(e for e in resolve(SAYS).entities if e.name in {"large language model", "LLM"})
    # Method: LLMs + Large language models in the abstract, 2 x .9; Concept: LLM twice, 2 x .5 and LLM in the title once, .5
    assert (llm.label, llm.kinds, llm.support) == ("Method", (("Method", 1), ("Concept", 1)), 2)


def test_versions_and_sizes_stay_apart() -> None:
    assert len(names(says("GPT-3", "GPT-4", "GPT"), says("LLaMA-7B", "LLaMA-13B", "LLaMA"))) == 6


def test_an_acronym_of_two_long_forms_joins_neither() -> None:
    one = says("RAP", defines=(("RAP", "reasoning as planning"),))
    other = says("RAP", defines=(("RAP", "region adjacency pooling"),))
    assert len(resolve({"a": one, "b": other, "c": says("RAP")}).entities) == 3


def test_a_bare_acronym_joins_its_only_long_form() -> None:
    found = resolve(
        {"a": says("retrieval-augmented generation", "RAG", defines=(("RAG", "retrieval-augmented generation"),)), "b": says("RAG")}
    )
    (entity,) = found.entities
    assert entity.id == entity_id("rag") and entity_id("retrieval augmented generation") in entity.ids


def test_an_acronym_inside_a_name_is_written_out() -> None:
    papers = {"a": says("KV cache", defines=(("KV", "Key-Value"),)), "b": says("key-value caches"), "c": says("KV cache size")}
    assert sorted(e.support for e in resolve(papers).entities) == [1, 2]


def test_decisions_merge_split_and_rename() -> None:
    papers = {
        "a": says("retrieval-augmented generation", "RAG", defines=(("RAG", "retrieval-augmented generation"),)),
        "b": says("RAG", "lookup"),
    }
    decided = "merge: [[lookup, RAG]]\nsplit: [[RAG, retrieval-augmented generation]]\nrename: [{from: rag, to: Fetch}]"
    shown = {e.name: e.aliases for e in resolve(papers, parse_decisions(decided)).entities}
    assert shown == {"Fetch": ("RAG", "lookup"), "retrieval-augmented generation": ("RAG",)}


NAMES = st.lists(
    st.sampled_from(["GPT-3", "GPT-4", "KV cache", "kv-caches", "LLM", "LLMs", "large language model"]), min_size=1, max_size=4, unique=True
)
LLM_DEFINED = (("LLM", "large language model"),)


@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=5), st.randoms())
def test_resolving_is_free_of_order(papers: list[tuple[list[str], bool]], random: object) -> None:
    made = [(f"p{i}", says(*n, defines=LLM_DEFINED if defined else ())) for i, (n, defined) in enumerate(papers)]
    shuffled = made.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(dict(made)) == resolve(dict(shuffled))


@given(st.lists(NAMES, max_size=5))
def test_every_local_entity_resolves_and_every_entity_is_in_a_paper(papers: list[list[str]]) -> None:
    made = {f"p{i}": says(*n) for i, n in enumerate(papers)}
    found = resolve(made)
    assert set(found.of) == {(p, n) for p, e in made.items() for n in (x.name for x in e.entities)}
    assert {e.id for e in found.entities} == set(found.of.values())
