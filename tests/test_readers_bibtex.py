"""BibTeX: LaTeX, names, ids, and entries that are broken or share a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Paper
from kg.readers import read
from kg.readers.latex import plain

LIBRARY = Path(__file__).parent / "data" / "bibtex" / "library.bib"


def records(tmp_path: Path, content: str) -> list[Paper | str]:
    path = tmp_path / "file"
    path.write_text(content)
    return [record if isinstance(record, Paper) else record.kind for record in read(path)]


def one(tmp_path: Path, fields: str) -> Paper:
    (paper,) = records(tmp_path, f"@article{{key, title={{T}}, {fields}}}")
    assert isinstance(paper, Paper)
    return paper


def test_an_entry_of_zotero_is_read_whole() -> None:
    paper = next(iter(read(LIBRARY)))
    assert isinstance(paper, Paper)
    assert paper.title == "Turnstile: Gating Attention by Counting $n^2$ Keys"
    assert paper.abstract == "Attention layers read 100% of the keys they hold & more. We count how often a key is read, 3% of the time."
    assert [author.name for author in paper.authors] == ["Ada Turnstile", "Jörg Müller", "Ana de la Cruz", "The Gate Group", "P. Erdős"]
    assert (paper.ids, paper.published) == (("arxiv:2407.21001", "doi:10.1000/turn.1"), "2024-07")
    assert (paper.venue, paper.record_id, paper.author_count) == ("Journal of Gates (Letters)", "turnstile2024", 5)


def test_a_broken_entry_and_a_second_key_lose_nothing_else() -> None:
    found = [record.record_id if isinstance(record, Paper) else record.kind for record in read(LIBRARY)]
    assert found == ["turnstile2024", "hinge", "bad-record", "duplicate-key", "hinge", "no-title", "last"]


def test_a_list_that_ends_in_others_has_no_count() -> None:
    paper = [record for record in read(LIBRARY) if isinstance(record, Paper)][1]
    assert ([author.name for author in paper.authors], paper.author_count) == (["Bo Hinge"], None)


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("date={2023-05-06}", "2023-05-06"),
        ("date={2023-05/2023-06}", "2023-05"),
        ("year=2023", "2023"),
        ("year={2023}, month={5}, day={6}", "2023-05-06"),
        ("year={2023}, month=may # { 6}", "2023-05-06"),
        ('year={2023}, month="6~" # may', "2023-05-06"),
        ("year={in press}", None),
        ("month=may", None),
    ],
)
def test_dates_are_as_exact_as_given(fields: str, published: str | None, tmp_path: Path) -> None:
    assert one(tmp_path, fields).published == published


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ("eprint={2305.00009v2}, archiveprefix={arXiv}", ("arxiv:2305.00009",)),
        ("eprint={cs/0112017}, eprinttype={arxiv}", ("arxiv:cs/0112017",)),
        ("arxivId={2305.00009}", ("arxiv:2305.00009",)),
        ("doi={10.48550/arXiv.2305.00009}", ("arxiv:2305.00009", "doi:10.48550/arxiv.2305.00009")),
        ("url={https://arxiv.org/abs/2305.00009}", ("arxiv:2305.00009",)),
        ("journal={CoRR}, volume={abs/2305.00009}", ("arxiv:2305.00009",)),
        ("doi={10.1000/a\\_b}", ("doi:10.1000/a_b",)),
        ("pmid={123}", ("pmid:123",)),
        ("eprint={123}, eprinttype={jstor}", ()),
    ],
)
def test_ids_are_found_where_people_put_them(fields: str, ids: tuple[str, ...], tmp_path: Path) -> None:
    assert one(tmp_path, fields).ids == ids


@pytest.mark.parametrize(("fields", "venue"), [("journal={arXiv preprint arXiv:2305.00009}", None), ("booktitle={{GATES}}", "GATES")])
def test_arxiv_is_no_venue(fields: str, venue: str | None, tmp_path: Path) -> None:
    assert one(tmp_path, fields).venue == venue


def test_entries_need_no_lines_of_their_own(tmp_path: Path) -> None:
    found = records(tmp_path, "@misc{a, title={A @misc{x} B}} @misc(b, title={B})@misc{c,title={C}}")
    assert [paper.title for paper in found if isinstance(paper, Paper)] == ["A @miscx B", "B", "C"]


def test_an_unknown_string_keeps_its_name(tmp_path: Path) -> None:
    note, paper = records(tmp_path, "@article{key, title={T}, journal=jox}")
    assert note == "bad-field" and isinstance(paper, Paper) and paper.venue == "jox"


def test_a_field_given_twice_is_noted(tmp_path: Path) -> None:
    note, paper = records(tmp_path, "@article{key, title={T}, year=2001, year=2002}")
    assert note == "bad-field" and isinstance(paper, Paper) and paper.published == "2001"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'E}cole \c{c}a \v{S} {\L}", "École ça Š Ł"),
        (r"\textit{a} \& b\_c", "a & b_c"),
        (r"\url{http://x.y/~z}", "http://x.y/~z"),
        (r"$a_{b}^{c}$ and {d}", "$a_{b}^{c}$ and d"),
        (r"unclosed {brace", "unclosed brace"),
        ("plain & simple #1", "plain & simple #1"),
        (r"a -- b ``c''", "a \u2013 b \u201cc\u201d"),
    ],
)
def test_latex_is_resolved(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_problems_name_the_line_of_their_own_entry() -> None:
    lines = LIBRARY.read_text().split("\n")
    where = [record.where for record in read(LIBRARY) if not isinstance(record, Paper)]
    assert [lines[int(place.rpartition(":")[2]) - 1][:10] for place in where] == ["@misc{brok", "@misc{hing", "@misc{unti"]


def test_a_line_of_a_value_may_look_like_an_entry(tmp_path: Path) -> None:
    (paper,) = records(tmp_path, "@misc{a, title={T}, abstract={A text\n@misc{side} of it}}")
    assert isinstance(paper, Paper) and paper.abstract == "A text @miscside of it"
