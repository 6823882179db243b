from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.build import add_papers
from kg.errors import LibraryError, QueryError, ReadError
from kg.export.jsonl import to_jsonl
from kg.library import Library, create_library, open_library
from kg.library.codec import decode, encode
from kg.library.derive import derive
from kg.model import Author, Extraction, Paper, Problem
from kg.resolve import entity_id

KIVI = Paper(
    "KIVI: smaller caches",
    "We propose KIVI for KV cache compression. KIVI outperforms FlexGen on the LongBench benchmark.",
    record_id="p1",
    format="jsonl",
    source="/a",
)
SNAP = Paper(
    "SnapKV",
    "SnapKV is a method for KV-cache compression (KCC) of large language models (LLMs).",
    record_id="p2",
    format="jsonl",
    source="/a",
)
CARD = Paper("KIVI - Smaller caches", KIVI.abstract[:50], votes=7, format="daily-papers", source="/page")


def lines(library: Library) -> list[str]:
    return list(to_jsonl(library.nodes(), library.edges()))


def grown(folder: Path, *commands: Iterable[Paper] | str) -> Library:
    """A library after some commands: papers to add, or the title of one to remove; its graph is derived, its store not."""
    with create_library(folder) as library:
        for command in commands:
            library.remove([command]) if isinstance(command, str) else add_papers(library, command)
            derive(library._connection, folder)
    return open_library(folder)


def test_adding_twice_changes_nothing_and_is_counted(tmp_path: Path) -> None:
    library = grown(tmp_path / "l", [KIVI, SNAP, CARD], [KIVI, SNAP, CARD])
    report = library.report()
    assert (report.records, report.papers, report.merged, report.already) == (6, 2, 1, 3)
    assert lines(library) == lines(grown(tmp_path / "once", [KIVI, SNAP, CARD]))


def test_changed_content_of_one_source_replaces(tmp_path: Path) -> None:
    changed = replace(KIVI, title="KIVI two", abstract="We propose KIVI-2.")
    library = grown(tmp_path / "l", [KIVI, SNAP], [changed])
    assert lines(library) == lines(grown(tmp_path / "final", [changed, SNAP]))
    assert (library.report().papers, library.report().replaced) == (2, 1)


def test_a_later_file_with_the_own_id_replaces_the_same_paper(tmp_path: Path) -> None:
    changed = replace(KIVI, abstract="Short now.", source="/b")
    library = grown(tmp_path / "l", [KIVI], [changed])
    assert lines(library) == lines(grown(tmp_path / "final", [changed]))


def test_the_own_id_of_another_paper_replaces_nothing(tmp_path: Path) -> None:
    assert grown(tmp_path / "l", [KIVI], [replace(SNAP, record_id="p1", source="/b")]).report().papers == 2


def test_two_entries_of_one_key_are_two_papers(tmp_path: Path) -> None:
    assert grown(tmp_path / "l", [KIVI, replace(SNAP, record_id="p1")]).report().papers == 2


def test_taking_a_paper_out_leaves_what_one_build_without_it_has(tmp_path: Path) -> None:
    library = grown(tmp_path / "l", [KIVI, SNAP, CARD], "KIVI: smaller caches")
    assert lines(library) == lines(grown(tmp_path / "final", [SNAP]))
    report = library.report()
    assert (report.records, report.papers, report.merged, report.removed) == (1, 1, 0, 2)


RECORDS = [
    KIVI,
    SNAP,
    CARD,
    replace(CARD, source="/page2", votes=9),
    replace(KIVI, abstract="KIVI quantizes the KV cache. It is evaluated on GSM8K."),
    replace(SNAP, source="/b", abstract="SnapKV, once more, for large language models (LLMs).", ids=("arxiv:2404.14469",)),
    Paper(
        "Other", "LLMs are used for machine translation.", ids=("arxiv:2404.14469",), format="arxiv", source="/c", record_id="2404.14469"
    ),
]
COMMANDS = st.lists(
    st.lists(st.sampled_from(RECORDS), min_size=1, max_size=3, unique_by=id) | st.sampled_from(["snapkv", "other"]), max_size=4
)


@settings(max_examples=40)
@given(COMMANDS, st.randoms(use_true_random=False))
def test_any_sequence_equals_one_build_of_the_final_set(commands: Sequence[list[Paper] | str], random: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with create_library(Path(folder, "l")) as library:
            for command in commands:
                if not isinstance(command, str):
                    add_papers(library, command)
                elif library.find(command, among="paper"):
                    library.remove([library.find(command, among="paper")[0].id])
                derive(library._connection, library.folder)
            final = [decode(Paper, row[0]) for row in library._connection.execute("SELECT paper FROM records ORDER BY id")]
            found = lines(library)
        random.shuffle(final)  # type: ignore[attr-defined]
        assert found == lines(grown(Path(folder, "once"), final))


def test_the_ledger_always_adds_up(tmp_path: Path) -> None:
    with create_library(tmp_path / "l") as library:
        add_papers(library, [KIVI, CARD])
        library.add_problem(Problem("cut-off", "x:3", "a record breaks off"), skipped=True)
        derive(library._connection, library.folder)
        report = library.report()
    assert report.records == report.papers + report.merged + report.already + report.skipped == 3
    assert report.problems == (Problem("cut-off", "x:3", "a record breaks off"),)


def test_names_are_found_by_alias_case_and_id(tmp_path: Path) -> None:
    library = grown(tmp_path / "l", [KIVI, SNAP])
    (llm,) = library.find("llms", among="entity")
    assert library.one(llm.id) == library.one("Large  Language Model") == llm.id
    with pytest.raises(QueryError, match="did you mean"):
        library.one("large language modle")


def test_an_ambiguous_name_lists_its_candidates(tmp_path: Path) -> None:
    one = Paper("One", "Reasoning via planning (RAP) is a method.", format="jsonl", source="/a")
    other = Paper("Two", "Region adjacency pooling (RAP) is a method.", format="jsonl", source="/a")
    library = grown(tmp_path / "l", [one, other])
    with pytest.raises(QueryError, match="stands for 2 things"):
        library.one("RAP", among="entity")


def test_the_entity_of_a_name_wins_over_one_that_is_also_called_so(tmp_path: Path) -> None:
    one = Paper("One", "Reasoning via planning (RAP) is a method.", format="jsonl", source="/a")
    other = Paper("Two", "RAP is a dataset. We use the RAP dataset.", format="jsonl", source="/a")
    third = Paper("Three", "Region adjacency pooling (RAP) is a method.", format="jsonl", source="/a")
    library = grown(tmp_path / "l", [one, other, third])
    assert library.one("RAP", among="entity") == entity_id("rap")


def test_ids_that_merge_are_noted_and_go_on_resolving(tmp_path: Path) -> None:
    bare = Paper("Bare", "RAG is a method. We use RAG.", format="jsonl", source="/a")
    full = Paper("Full", "We propose retrieval-augmented generation (RAG).", format="jsonl", source="/b")
    other = Paper("Other", "Retrieval-augmented generation is a method.", format="jsonl", source="/c")
    library = grown(tmp_path / "l", [bare, other], [full])
    (note,) = (n for n in library.report().notes if n.kind == "id")
    assert note.where == entity_id("retrieval augmented generation")
    assert library.one(note.where) == library.one("RAG") == entity_id("rag")


def test_decisions_are_applied_at_the_next_update(tmp_path: Path) -> None:
    grown(tmp_path / "l", [KIVI]).close()
    (tmp_path / "l" / "decisions.yaml").write_text("rename: [{from: kivi, to: Kivi!}]\n")
    assert [f.name for f in grown(tmp_path / "l", []).find("KIVI", among="entity")] == ["Kivi!"]


def test_a_broken_decisions_file_is_told_and_nothing_changes(tmp_path: Path) -> None:
    before = lines(grown(tmp_path / "l", [KIVI]))
    (tmp_path / "l" / "decisions.yaml").write_text("merge: 3\n")
    with pytest.raises(ReadError, match="`merge` must be a list"):
        grown(tmp_path / "l", [])
    assert lines(open_library(tmp_path / "l")) == before


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="kg build"):
        open_library(tmp_path / "none")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(LibraryError, match="is no library"):
        create_library(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with create_library(tmp_path / "l"), pytest.raises(LibraryError, match="another kg command"):
        create_library(tmp_path / "l")


def test_records_survive_the_database(tmp_path: Path) -> None:
    paper = replace(KIVI, authors=(Author("Ada", None, ("KCL",)), Author("Bob", "0000-1")), published="--11-05", ids=("doi:10.1/x",))
    assert decode(Paper, encode(paper)) == paper
    (extraction,) = (e for _, _, e in grown(tmp_path / "l", [KIVI]).papers())
    assert extraction.entities and decode(Extraction, encode(extraction)) == extraction
