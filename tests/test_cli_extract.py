import json

import pytest
from click.testing import CliRunner

from kg.cli.extract import extract

ABSTRACT = "We present Finch, a routing layer for translation. It beats Wren by 4 BLEU on WMT14."
ROWS = [
    {"id": "a", "title": "Finch: sparse routing", "abstract": ABSTRACT},
    {"id": "b", "title": "On the depth of nests", "abstract": ""},
]


def lines(path, rows):
    path.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def papers(tmp_path):
    return lines(tmp_path / "papers.jsonl", ROWS)


def run(*arguments):
    return CliRunner().invoke(extract, arguments)


def records(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_a_paper_in_order(papers):
    result = run(papers)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert [(record["id"], record["paper"][:6]) for record in records(result)] == [("a", "title:"), ("b", "title:")]


def test_offsets_point_into_the_text_as_read(papers):
    mentions = records(run(papers))[0]["mentions"]
    assert {m["text"] for m in mentions} >= {"Finch"}
    assert all(ROWS[0][m["section"]][m["start"] : m["end"]] == m["text"] for m in mentions)


def test_a_missing_path_exits_2_with_the_rest_done(papers, tmp_path):
    result = run(str(tmp_path / "none.jsonl"), papers)
    assert result.exit_code == 2
    assert [record["id"] for record in records(result)] == ["a", "b"]
    assert len(result.stderr.splitlines()) == 1
    assert "none.jsonl" in result.stderr


def test_a_bad_record_is_told_and_counts_under_strict_only(tmp_path):
    path = lines(tmp_path / "papers.jsonl", [ROWS[0], '{"id": "x", "title": \n', ROWS[1]])
    relaxed, strict = run(path), run(path, "--strict")
    assert (relaxed.exit_code, strict.exit_code) == (0, 1)
    assert [record["id"] for record in records(strict)] == ["a", "b"]
    assert len(strict.stderr.splitlines()) == 1
    assert "papers.jsonl" in strict.stderr


def test_workers_change_nothing(tmp_path):
    path = lines(tmp_path / "papers.jsonl", [row | {"id": f"{row['id']}{i}"} for i in range(17) for row in ROWS])
    assert run(path, "--workers", "2").stdout_bytes == run(path).stdout_bytes


def test_output_is_utf_8_whatever_the_paper_holds(tmp_path):
    path = tmp_path / "papers.jsonl"
    path.write_text('{"id": "s\\ud800", "title": "Größe \\u4e2d"}\n', encoding="utf-8")
    result = run(str(path))
    assert result.exit_code == 0
    record = json.loads(result.stdout_bytes.decode("utf-8"))
    assert record["id"].startswith("s")


def test_no_paths_is_a_usage_error():
    assert run().exit_code == 2


def test_a_file_named_twice_is_read_once(papers, tmp_path):
    assert [record["id"] for record in records(run(papers, str(tmp_path), papers))] == ["a", "b"]
