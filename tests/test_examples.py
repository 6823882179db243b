"""The example papers: a file of our own making, whose rules are checked here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

LANDMARKS = Path(__file__).parents[1] / "examples" / "landmarks.jsonl"
FIELDS = {"id", "title", "authors", "published", "ids", "venue", "abstract", "cites", "checked_against"}
ARXIV = re.compile(r"arxiv:(\d{2})(0[1-9]|1[0-2])\.\d{4,5}")
SLUG = re.compile(r"[a-z]+-(?:19|20)\d{2}-[a-z0-9]+")
ISO = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [json.loads(line) for line in LANDMARKS.read_text(encoding="utf-8").splitlines()]


def arxiv_month(row: Row) -> str:
    """`2017-06` of `arxiv:1706.03762`: the month in which arXiv gave the id."""
    match = ARXIV.fullmatch(row["ids"][0])
    return f"20{match[1]}-{match[2]}"


def test_there_are_enough_rows_and_each_has_every_field(rows: list[Row]) -> None:
    assert len(rows) >= 64
    assert [row["id"] for row in rows if set(row) != FIELDS] == []


def test_ids_are_unique_and_well_formed(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not (ARXIV.fullmatch(each) or SLUG.fullmatch(each))] == []


def test_a_row_with_an_arxiv_id_says_so_in_ids(rows: list[Row]) -> None:
    assert [row["id"] for row in rows if row["ids"] != [row["id"]] * row["id"].startswith("arxiv:")] == []


def test_titles_are_unique_and_clean(rows: list[Row]) -> None:
    titles = [row["title"] for row in rows]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert [title for title in titles if not title or title != " ".join(title.split())] == []


def test_summaries_have_five_to_nine_sentences(rows: list[Row]) -> None:
    counts = {row["id"]: len(SENTENCE_END.findall(row["abstract"])) for row in rows}
    assert {key: count for key, count in counts.items() if not 5 <= count <= 9} == {}
    assert [row["id"] for row in rows if row["abstract"] != " ".join(row["abstract"].split())] == []


def test_authors_are_a_whole_list_or_unknown(rows: list[Row]) -> None:
    listed = [row for row in rows if row["authors"] is not None]
    assert len(listed) >= 64
    assert [row["id"] for row in listed if not row["authors"] or len(set(row["authors"])) != len(row["authors"])] == []
    assert [name for row in listed for name in row["authors"] if re.search(r"\bet al|\bothers\b|[,;*{}\\]", name)] == []


def test_every_row_names_the_source_it_was_checked_against(rows: list[Row]) -> None:
    assert [row["id"] for row in rows if not re.search(r"https://\S+\.\S+", row["checked_against"])] == []


def test_dates_are_iso_and_not_before_the_month_of_the_arxiv_id(rows: list[Row]) -> None:
    dated = [row for row in rows if row["published"] is not None]
    assert [row["id"] for row in dated if not ISO.fullmatch(row["published"])] == []
    on_arxiv = [row for row in dated if row["ids"]]
    assert [row["id"] for row in on_arxiv if row["published"][:7] < arxiv_month(row)[: len(row["published"])]] == []


def test_cites_point_at_other_rows_of_the_file(rows: list[Row]) -> None:
    known = {row["id"] for row in rows}
    assert [row["id"] for row in rows if not set(row["cites"]) <= known - {row["id"]}] == []
    assert [row["id"] for row in rows if row["cites"] != sorted(set(row["cites"]))] == []


def test_nothing_cites_a_later_paper(rows: list[Row]) -> None:
    month = {row["id"]: arxiv_month(row) for row in rows if row["ids"]}
    late = [(row["id"], cited) for row in rows for cited in row["cites"] if month[cited] > month.get(row["id"], row["published"] + "-99")]
    assert late == []


def test_rows_are_sorted_by_date_and_id(rows: list[Row]) -> None:
    keys = [(row["published"] or "", row["id"]) for row in rows]
    assert keys == sorted(keys)
