"""The registry of readers, what detects a format, and what every reader does with bad input."""

from __future__ import annotations

import gzip
from importlib import import_module
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.model import Paper, Problem
from kg.readers import FORMATS, SKIPPED, detect, expand, read

DATA = Path(__file__).parent / "data"
SAMPLES = {
    "arxiv/feed.xml": "arxiv",
    "arxiv/short.jsonl": "arxiv",
    "arxiv/snapshot.jsonl": "arxiv",
    "bibtex/library.bib": "bibtex",
    "daily_papers/lines.txt": "daily-papers",
    "daily_papers/spaced.txt": "daily-papers",
    "huggingface/daily_papers.json": "huggingface",
    "huggingface/paper.json": "huggingface",
    "jsonl/list.json": "jsonl",
    "jsonl/own.jsonl": "jsonl",
}


def papers(path: Path, **options: object) -> list[Paper]:
    return [record for record in read(path, **options) if isinstance(record, Paper)]


def problems(path: Path, **options: object) -> list[Problem]:
    return [record for record in read(path, **options) if isinstance(record, Problem)]


def written(tmp_path: Path, content: bytes | str, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("target", FORMATS.values())
def test_every_format_names_a_function(target: str) -> None:
    module, _, function = target.partition(":")
    assert callable(getattr(import_module(module), function))


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES.values()) == set(FORMATS)


@pytest.mark.parametrize(("sample", "name"), SAMPLES.items())
def test_content_tells_the_format_whatever_the_name(sample: str, name: str, tmp_path: Path) -> None:
    copy = written(tmp_path, (DATA / sample).read_bytes(), "papers.unknown")
    assert detect(copy) == name


@pytest.mark.parametrize(("sample", "name"), SAMPLES.items())
def test_every_paper_names_its_file_and_format(sample: str, name: str) -> None:
    found = papers(DATA / sample)
    assert found and all(paper.title and paper.source == str(DATA / sample) and paper.format == name for paper in found)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("change", ["gzip", "crlf", "bom", "utf-16"])
def test_packing_and_encoding_change_nothing(sample: str, change: str, tmp_path: Path) -> None:
    plain = (DATA / sample).read_bytes()
    changed = {
        "gzip": lambda: gzip.compress(plain[:50]) + gzip.compress(plain[50:]),
        "crlf": lambda: plain.replace(b"\n", b"\r\n"),
        "bom": lambda: b"\xef\xbb\xbf" + plain,
        "utf-16": lambda: plain.decode().encode("utf-16"),
    }[change]()
    path = written(tmp_path, changed)
    assert [_content(paper) for paper in papers(path)] == [_content(paper) for paper in papers(DATA / sample)]


def _content(paper: Paper) -> tuple[object, ...]:
    return (paper.title, paper.abstract, paper.record_id, paper.ids, paper.authors, paper.published, paper.votes, paper.author_count)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (bytes(range(256)) * 4, "binary"),
        (gzip.compress(b"%PDF-1.7 ..."), "a PDF"),
        ('{"title": "Caf\u00e9"}'.encode("latin-1"), "0xe9 at offset 14 of the file; convert it, e.g. `iconv"),
        (b"Dear all,\nplease come to the meeting.\n", "arxiv, bibtex, daily-papers, huggingface, jsonl"),
        (b"<html><body>Daily Papers</body></html>", "a web page"),
        (b'{"name": "no paper"}', "no title but name"),
    ],
)
def test_a_file_that_is_no_paper_file_is_one_clear_error(content: bytes, told: str, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ReadError, match=r"^[^\n]*$") as caught:
        read(path)
    assert str(caught.value).startswith(str(path)) and told in str(caught.value)


def test_a_missing_file_and_a_folder_are_errors_at_once(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ReadError):
            read(path)


def test_an_unknown_format_lists_the_known() -> None:
    with pytest.raises(ReadError, match="arxiv, bibtex, daily-papers, huggingface, jsonl, found 'csv'"):
        read(DATA / "jsonl/own.jsonl", format="csv")


def test_a_format_that_is_given_overrides_what_is_found() -> None:
    assert {paper.format for paper in papers(DATA / "arxiv/short.jsonl", format="jsonl")} == {"jsonl"}


def test_a_folder_is_its_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden", ".git/x", "b/.x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert expand([tmp_path]) == [tmp_path / "a.txt", tmp_path / "b/1.txt", tmp_path / "b/2.txt"]


def test_a_file_named_twice_is_one_file(tmp_path: Path) -> None:
    path = written(tmp_path, "x")
    assert expand([path, tmp_path, path]) == [path]


def test_a_missing_path_and_an_empty_folder_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(ReadError):
            expand([path])


def test_what_is_skipped_is_told_apart_from_notes() -> None:
    kinds = [problem.kind for problem in problems(DATA / "bibtex/library.bib")]
    assert kinds == ["bad-record", "duplicate-key", "no-title"]
    assert [kind in SKIPPED for kind in kinds] == [True, False, True]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_cut_anywhere_keeps_the_papers_before_the_cut(sample: str, packed: bool, tmp_path: Path) -> None:
    content = (DATA / sample).read_bytes()
    content = gzip.compress(content) if packed else content
    whole = [paper.title for paper in papers(DATA / sample)]
    for size in range(len(content) // 7, len(content), max(1, len(content) // 23)):
        path = written(tmp_path, content[:size])
        try:
            titles = [paper.title for paper in papers(path, format=SAMPLES[sample])]
        except ReadError:
            continue
        assert titles[:-1] == whole[: max(0, len(titles) - 1)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_file_in_another_format_is_problems_or_an_error(name: str, sample: str) -> None:
    try:
        records = list(read(DATA / sample, format=name))
    except ReadError:
        return
    assert all(isinstance(record, Paper | Problem) for record in records)


@pytest.mark.parametrize("start", ["[Re] Gates: A Study", "<Think> before Gates", "@home with Gates"])
def test_a_page_may_start_with_any_title(start: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{start}\n\nWe study gates. They shut.\n\n  • 2 authors\n·\nJul 1, 2024\n")
    assert [paper.title for paper in papers(path)] == [start]
