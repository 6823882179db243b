"""JSON: lines, lists and objects; our own records and those of the Hugging Face API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Author, Paper, Problem, Section
from kg.readers import detect, read
from kg.readers.json_records import Fields, members
from kg.readers.jsonl import _paper, paper_to_json, to_jsonl

DATA = Path(__file__).parent / "data"


def found(tmp_path: Path, content: str) -> list[str]:
    """Return the titles and the kinds of problem, in their order."""
    path = tmp_path / "file"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    return [record.title if isinstance(record, Paper) else record.kind for record in read(path, format="jsonl")]


def test_own_records_are_read_whole() -> None:
    first, second = read(DATA / "jsonl/own.jsonl")
    assert isinstance(first, Paper) and isinstance(second, Paper)
    assert first.ids == ("arxiv:2407.21001", "doi:10.1000/turn.1") and first.cites == ("doi:10.1000/old", "Doors of Old")
    assert first.authors == (Author("Ada Turnstile"), Author("Bo Hinge", "0000-0001-2345-6789", ("Rope Works",)))
    assert first.abstract == "Attention layers read every key.\nWe count." and first.body == (Section("Method", "We count keys."),)
    assert (first.published, first.votes, first.venue) == ("2024-07-31", 3, "Journal of Gates")
    assert (second.record_id, second.ids) == ("oof:01", ())


def test_a_list_over_many_lines_is_read_member_by_member() -> None:
    assert [(m.line, json.loads(m.text)["id"]) for m in members(DATA / "jsonl/list.json")] == [(2, "a"), (3, "b"), (4, "c")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"title": "A"}\n\n{"title": "B"}', ["A", "B"]),
        ('{"title": "A"}\n{"title": \n{"title": "B"}', ["A", "bad-record", "B"]),
        ('{"title": "A', ["bad-record"]),
        ('{\n "title":\n "A"\n}\n{\n "title": "B"\n}\n', ["A", "B"]),
        ('[{"title": "A"}, {"title": nope}, {"title": "B"}]', ["A", "bad-record", "B"]),
        ('[{"title": "A"}, {"title": "B', ["A", "cut-off"]),
        ('[{"title": "A"},', ["A", "damaged"]),
        ('[{"title": "A"}, 7, [], "x"]', ["A", "bad-record", "bad-record", "bad-record"]),
        ('[{"title": "[,}\\\\"}, {"title": "\\"{"}]', ["[,}\\", '"{']),
        ("[]", []),
        ('{"title": ""}\n{"abstract": "x"}\n{"title": 5}', ["no-title", "no-title", "5"]),
        ('{"title": "a\\ud800b"}', ["bad-character", "a\ufffdb"]),
        ('{"title": "a\\u0000b"}', ["bad-character", "a\ufffdb"]),
        ('{"title": "\\ud83d\\ude00"}', ["\U0001f600"]),
        ('{"title": "A", "votes": "many", "authors": 3}', ["bad-field", "bad-field", "A"]),
        ('{"title": "A", "published": "last year"}', ["bad-field", "A"]),
        ("[" * 100000, ["cut-off"]),
        ('{"title": ' + "[" * 100000 + "}", ["bad-record"]),
    ],
)
def test_each_record_is_a_paper_or_a_problem(content: str, expected: list[str], tmp_path: Path) -> None:
    assert found(tmp_path, content) == expected


def test_a_problem_says_where(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text('{"title": "A"}\n\n{"title": \n')
    assert [record.where for record in read(path) if isinstance(record, Problem)] == [f"{path}:3"]


def test_the_paper_of_the_api_counts_and_not_the_listing() -> None:
    first, second = read(DATA / "huggingface/daily_papers.json")
    assert isinstance(first, Paper) and isinstance(second, Paper)
    assert first.title == "Turnstile: Gating Attention by Counting Keys" and first.abstract.endswith("how often a key is read.")
    assert (first.ids, first.published, first.votes) == (("arxiv:2407.21001",), "2024-07-30", 31)
    assert first.authors == (Author("Ada Turnstile"), Author("Bo Hinge"))
    assert (second.ids, second.published, second.votes) == (("arxiv:2408.00002",), "2024-08", 0)


def test_one_paper_of_the_api_is_a_file_too() -> None:
    (paper,) = read(DATA / "huggingface/paper.json")
    assert isinstance(paper, Paper) and (paper.published, paper.votes) == ("2024-07-30", 31)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"id": "2401.01234", "title": "T", "abstract": "A"}, "arxiv"),
        ({"id": "cs/0112017", "title": "T", "colour": "red"}, "arxiv"),
        ({"id": "2401.01234", "title": "T", "authors": ["A"]}, "jsonl"),
        ({"id": "arxiv:2401.01234", "title": "T"}, "jsonl"),
        ({"id": "2401.01234", "title": "T", "authors": "A", "categories": "cs.LG"}, "arxiv"),
        ({"id": "2401.01234", "title": "T", "summary": "A", "upvotes": 1}, "huggingface"),
        ({"paper": {"id": "2401.01234", "title": "T"}}, "huggingface"),
        ({"id": "p1", "title": "T", "abstract": "A " * 50000}, "jsonl"),
    ],
)
def test_the_first_record_tells_the_format(record: dict[str, object], name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(json.dumps(record))
    assert detect(path) == name


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
words = texts.filter(lambda text: bool(text.strip()))
ids_of_papers = st.lists(st.sampled_from(["arxiv:2401.01234", "doi:10.1000/x", "pmid:7"]), unique=True).map(lambda ids: tuple(sorted(ids)))
authors = st.builds(Author, words, st.none() | words, st.lists(words, max_size=2).map(tuple))
whole = st.builds(
    Paper,
    title=words,
    abstract=texts,
    record_id=st.sampled_from(["", "p1", "oof:01"]),
    ids=ids_of_papers,
    authors=st.lists(authors, max_size=3).map(tuple),
    author_count=st.none() | st.integers(0, 2000),
    published=st.sampled_from([None, "2024", "2024-07", "2024-07-31", "--11-05"]),
    venue=st.none() | words,
    url=st.none() | words,
    votes=st.none() | st.integers(0, 99),
    cites=st.lists(st.sampled_from(["doi:10.1/x", "A Title"]), max_size=2).map(tuple),
    body=st.lists(st.builds(Section, words, texts), max_size=2).map(tuple),
)


@given(whole)
def test_writing_and_reading_own_records_is_the_identity(paper: Paper) -> None:
    fields = Fields(json.loads(to_jsonl(paper)))
    assert (_paper(fields), fields.notes) == (paper, [])


@given(st.lists(whole, max_size=4), st.booleans())
def test_lines_and_lists_give_the_same_records(tmp_path_factory: pytest.TempPathFactory, papers: list[Paper], indented: bool) -> None:
    path = tmp_path_factory.mktemp("json") / "file"
    content = [paper_to_json(paper) for paper in papers]
    path.write_text("[\n" + ",\n".join(json.dumps(record, indent=1 if indented else None) for record in content) + "\n]")
    assert [json.loads(member.text) for member in members(path)] == content
