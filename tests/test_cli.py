from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kg.cli import COMMANDS, group
from running import kg
from test_build import GEAR, KIVI, SNAP, file

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from kg import build

    folder = tmp_path_factory.mktemp("cli")
    build([file(folder / "a.jsonl", KIVI, SNAP, GEAR)], folder / "l")
    return folder / "l"


def _commands(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    below = command.commands if isinstance(command, click.Group) else {}
    return [(name, command), *(pair for part, one in sorted(below.items()) for pair in _commands(one, f"{name} {part}"))]


@pytest.mark.parametrize("name", [name for name, _ in _commands(group(), "")])
def test_every_command_has_help_with_an_example(name: str, capsys: Capture) -> None:
    ran = kg(capsys, *name.split(), "--help")
    assert ran.code == 0 and "Example" in ran.out and len(ran.out.splitlines()) > 5


def test_the_registry_names_every_command() -> None:
    assert sorted(group().commands) == sorted(COMMANDS)


def test_the_version_is_the_package_s(capsys: Capture) -> None:
    from kg import __version__

    assert __version__ in kg(capsys, "--version").out


def test_build_prints_its_ledger(tmp_path: Path, capsys: Capture) -> None:
    ran = kg(capsys, "build", file(tmp_path / "a.jsonl", KIVI), "-o", tmp_path / "l")
    assert ran.code == 0 and "1 records = 1 papers + 0 merged + 0 already there + 0 skipped" in ran.out


def test_build_json_is_the_report(tmp_path: Path, capsys: Capture) -> None:
    ran = kg(capsys, "build", file(tmp_path / "a.jsonl", KIVI), "-o", tmp_path / "l", "--json")
    assert json.loads(ran.out)["papers"] == 1


def test_an_unusable_path_exits_2_with_the_rest_built(tmp_path: Path, capsys: Capture) -> None:
    ran = kg(capsys, "build", tmp_path / "none", file(tmp_path / "a.jsonl", KIVI), "-o", tmp_path / "l")
    assert ran.code == 2 and "none" in ran.err and "1 papers" in ran.out


def test_a_bad_record_exits_0_and_1_under_strict(tmp_path: Path, capsys: Capture) -> None:
    papers = file(tmp_path / "a.jsonl", KIVI)
    papers.write_text(papers.read_text() + "{broken\n")
    assert kg(capsys, "build", papers, "-o", tmp_path / "l").code == 0
    assert kg(capsys, "build", papers, "-o", tmp_path / "m", "--strict").code == 1


@pytest.mark.parametrize(
    "arguments", [("build",), ("build", "x"), ("build", "--nope"), ("nope",), ("query",), ("export", "l", "--format", "x", "-o", "y")]
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...], capsys: Capture) -> None:
    assert kg(capsys, *arguments).code == 2


def test_no_library_is_one_line_and_exit_2(tmp_path: Path, capsys: Capture) -> None:
    for command in (("stats",), ("find", "x"), ("query", "MATCH (n) RETURN n"), ("show", "x", "-o", "y.html")):
        ran = kg(capsys, command[0], tmp_path / "none", *command[1:])
        assert ran.code == 2 and ran.err.count("\n") == 1 and "not a library" in ran.err, command


def test_stats_json_has_the_fixed_surface(library: Path, capsys: Capture) -> None:
    found = json.loads(kg(capsys, "stats", library, "--json").out)
    assert found["nodes"]["Paper"] == 3 and found["edges"]["PROPOSES"] >= 1
    ledger = found["ledger"]
    assert ledger["records"] == ledger["papers"] + ledger["merged"] + ledger["already"] + ledger["skipped"] == 3


def test_find_takes_any_alias_and_suggests(library: Path, capsys: Capture) -> None:
    assert "large language model" in kg(capsys, "find", library, "llm").out
    ran = kg(capsys, "find", library, "kivy")
    assert ran.code == 1 and "KIVI" in ran.err


def test_query_prints_rows_as_table_json_and_csv(library: Path, capsys: Capture) -> None:
    cypher = "MATCH (p:Paper) WHERE p.title = $title RETURN p.title AS title, p.year AS year"
    asked = ("query", library, cypher, "--param", "title=GEAR")
    assert json.loads(kg(capsys, *asked, "--json").out) == [{"title": "GEAR", "year": 2024}]
    assert kg(capsys, *asked, "--csv").out == "title,year\nGEAR,2024\n"
    assert "GEAR" in kg(capsys, *asked).out


def test_query_runs_a_named_query_by_any_alias(library: Path, capsys: Capture) -> None:
    ran = kg(capsys, "query", library, "who-proposed", "-p", "entity=kivi", "--json")
    assert [row["title"] for row in json.loads(ran.out)] == [KIVI["title"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-query",), "no query called"),
        (("who-proposed",), "entity"),
        (("who-proposed", "-p", "entity=kivy"), "did you mean"),
        (("MATCH (n RETURN n",), ""),
        (("MATCH (n) WHERE n.id = $id RETURN n",), "id"),
        (("CREATE (n:Method {id: 'x'})",), "papers and decisions"),
        (("MATCH (n) DETACH DELETE n",), "papers and decisions"),
    ],
)
def test_a_wrong_query_is_one_line_and_exit_2(library: Path, capsys: Capture, arguments: tuple[str, ...], said: str) -> None:
    ran = kg(capsys, "query", library, *arguments)
    assert ran.code == 2 and said in ran.err and ran.err.count("\n") == 1 and "Exception" not in ran.err


def test_queries_lists_name_doc_params_returns(capsys: Capture) -> None:
    found = json.loads(kg(capsys, "queries", "--json").out)
    assert len(found) >= 25 and all(set(q) == {"name", "doc", "params", "returns"} for q in found)


def test_show_writes_a_page_and_never_over_another_unasked(library: Path, tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "kv.html"
    assert kg(capsys, "show", library, "KV cache compression", "-o", page).code == 0
    ran = kg(capsys, "show", library, "KIVI", "-o", page)
    assert ran.code == 2 and "--force" in ran.err
    assert kg(capsys, "show", library, "KIVI", "-o", page, "--force").code == 0 and "KIVI" in page.read_text()


def test_show_of_an_unknown_name_suggests(library: Path, tmp_path: Path, capsys: Capture) -> None:
    ran = kg(capsys, "show", library, "KIVVI", "-o", tmp_path / "x.html")
    assert ran.code == 2 and "did you mean" in ran.err and not (tmp_path / "x.html").exists()


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonl", "graphml", "csv"])
def test_export_writes_every_format_the_same_twice(library: Path, tmp_path: Path, capsys: Capture, form: str) -> None:
    for name in ("a", "b"):
        assert kg(capsys, "export", library, "--format", form, "-o", tmp_path / name).code == 0
    read = [sorted(p.read_bytes() for p in (tmp_path / n).iterdir()) if form == "csv" else (tmp_path / n).read_bytes() for n in "ab"]
    assert read[0] == read[1] and read[0]


def test_export_without_text_holds_no_sentence(library: Path, tmp_path: Path, capsys: Capture) -> None:
    kg(capsys, "export", library, "--format", "jsonl", "-o", tmp_path / "a.jsonl", "--no-text")
    assert "KIVI outperforms FlexGen" not in (tmp_path / "a.jsonl").read_text()


def test_import_makes_the_same_library(library: Path, tmp_path: Path, capsys: Capture) -> None:
    kg(capsys, "export", library, "--format", "jsonl", "-o", tmp_path / "a.jsonl")
    assert kg(capsys, "import", tmp_path / "a.jsonl", "-o", tmp_path / "l").code == 0
    kg(capsys, "export", tmp_path / "l", "--format", "jsonl", "-o", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_remove_takes_a_paper_out(tmp_path: Path, capsys: Capture) -> None:
    kg(capsys, "build", file(tmp_path / "a.jsonl", KIVI, SNAP), "-o", tmp_path / "l")
    assert kg(capsys, "remove", tmp_path / "l", "2404.14469").out.startswith("removed arxiv:2404.14469")
    ran = kg(capsys, "remove", tmp_path / "l", "KIVI: smaller caches", "no such paper")
    assert ran.code == 2 and "no paper called" in ran.err
    assert json.loads(kg(capsys, "stats", tmp_path / "l", "--json").out)["nodes"]["Paper"] == 1


def test_completion_prints_a_script(capsys: Capture) -> None:
    assert "_KG_COMPLETE" in kg(capsys, "completion", "zsh").out


def test_a_reader_that_goes_away_is_no_error(library: Path) -> None:
    asked = f"query {library} 'UNWIND range(1, 99999) AS n RETURN n' --csv"
    command = f"{sys.executable} -c 'from kg.cli import main; main()' {asked} | head -n 1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "n\n", "")
