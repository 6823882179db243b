"""arXiv's JSON lines and Atom."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.model import Author, Paper, Problem
from kg.readers import read

DATA = Path(__file__).parent / "data" / "arxiv"
FEED = (DATA / "feed.xml").read_text()


def papers(name: str) -> list[Paper]:
    return [record for record in read(DATA / name) if isinstance(record, Paper)]


def found(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "file"
    path.write_text(content)
    return [record.record_id if isinstance(record, Paper) else record.kind for record in read(path)]


def test_short_lines_are_unfolded_and_dated_by_their_id() -> None:
    first, second = papers("short.jsonl")
    assert (first.title, first.abstract) == ("Hinges in Logic", "A hinge joins two formulas.")
    assert [(paper.ids, paper.published) for paper in (first, second)] == [
        (("arxiv:0704.1999",), "2007-04"),
        (("arxiv:cs/0112099",), "2001-12"),
    ]


def test_the_snapshot_gives_first_date_authors_and_ids() -> None:
    first, second = papers("snapshot.jsonl")
    assert first.published == "2007-04-02" and first.ids == ("arxiv:0704.1999", "doi:10.1000/hinge.7")
    assert first.authors == (Author("Ada Turnstile"), Author("Balázs Hinge Jr.", None, ("Rope Works",)), Author("The Gate Group"))
    assert first.venue == "J. Hinges 7 (2008) 1-9"
    assert second.authors == (Author("C. Bolt"), Author("D. Latch")) and second.published == "2024-01"


def test_atom_gives_first_date_doi_and_affiliations() -> None:
    first, second = papers("feed.xml")
    assert first.title == "Turnstile: Gating Attention by Counting Keys"
    assert first.abstract == "Attention layers read <every> key they hold & more. We count how often a key is read."
    assert (first.record_id, first.ids) == ("2407.21001v3", ("arxiv:2407.21001", "doi:10.1000/turn.1"))
    assert first.authors == (Author("Ada Turnstile", None, ("Rope Works",)), Author("Bo Hinge"))
    assert (first.published, first.venue) == ("2024-07-30", "J. Gates 3")
    assert (second.ids, second.published) == (("arxiv:cs/0112099",), "2001-12-20")


def test_one_entry_that_breaks_off_leaves_those_before(tmp_path: Path) -> None:
    cut = FEED.index("Doors of Old") + 4
    assert found(tmp_path, FEED[:cut]) == ["2407.21001v3", "cut-off"]


def test_broken_xml_between_entries_leaves_those_before(tmp_path: Path) -> None:
    assert found(tmp_path, FEED.replace("</feed>", "<<")) == ["2407.21001v3", "cs/0112099v1", "damaged"]


def test_an_entry_without_title_is_a_problem(tmp_path: Path) -> None:
    assert found(tmp_path, FEED.replace("<title>Doors of Old</title>", "")) == ["2407.21001v3", "no-title"]


@pytest.mark.parametrize("entity", ['<!ENTITY x "xxxx">', '<!ENTITY x SYSTEM "file:///etc/hostname">'])
def test_entities_are_refused(entity: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(FEED.replace("<feed", f"<!DOCTYPE feed [{entity}]>\n<feed").replace("Doors of Old", "&x;"))
    with pytest.raises(ReadError, match="document type"):
        list(read(path))


def test_an_error_of_the_api_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "file"
    entry = "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>incorrect id</summary></entry>"
    path.write_text(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    (problem,) = read(path)
    assert isinstance(problem, Problem) and "incorrect id" in problem.message
