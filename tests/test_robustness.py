"""What a suspicious user tries: bad input, broken libraries, interrupted and parallel work. One clear line, the right exit code."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.build import add_papers, build, open_library
from kg.errors import LibraryError, ReadError
from kg.extract.pipeline import extract_paper
from kg.library import create_library
from kg.library.database import connect, set_meta
from kg.model import Paper
from running import Ran, kg
from test_build import ALL_NODES, KIVI, SNAP, assert_store_agrees, file

Capture = pytest.CaptureFixture[str]


def assert_said(ran: Ran, code: int, *words: str) -> None:
    assert ran.code == code and ran.err.count("\n") == 1 and all(word in ran.err for word in words), ran


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("robust")
    build([file(folder / "a.jsonl", KIVI, SNAP)], folder / "l")
    return folder / "l"


@pytest.fixture
def copy(library: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(library, tmp_path / "copy"))


def started(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def of_session(process: subprocess.Popen[str]) -> list[int]:
    """The processes of a session that still run."""
    ran = subprocess.run(["ps", "-o", "pid=,stat=", "-s", str(process.pid)], capture_output=True, text=True, check=False)
    rows = (line.split() for line in ran.stdout.splitlines())
    return [int(pid) for pid, state in rows if not state.startswith("Z")]


def ended(process: subprocess.Popen[str]) -> bool:
    """Whether all processes of a session end soon."""
    end = time.monotonic() + 10
    while of_session(process) and time.monotonic() < end:
        time.sleep(0.1)
    return not of_session(process)


def many(path: Path, number: int) -> Path:
    return file(path, *({**KIVI, "id": f"p{i}", "title": f"Title {i}", "abstract": f"{KIVI['abstract']} Run {i}."} for i in range(number)))


# ---- what comes in


def test_a_first_build_of_nothing_leaves_nothing(tmp_path: Path, capsys: Capture) -> None:
    assert_said(kg(capsys, "build", tmp_path / "none", "-o", tmp_path / "l"), 2, "no such file", "was not made")
    assert not (tmp_path / "l").exists()


def test_a_first_build_of_nothing_keeps_decisions(tmp_path: Path) -> None:
    (tmp_path / "l").mkdir()
    (tmp_path / "l" / "decisions.yaml").write_text("merge: [[a, b]]\n")
    with pytest.raises(ReadError, match="was not made"):
        build([tmp_path / "none"], tmp_path / "l")
    assert [p.name for p in (tmp_path / "l").iterdir()] == ["decisions.yaml"]


def test_the_same_bad_path_is_told_every_time(copy: Path, tmp_path: Path, capsys: Capture) -> None:
    for _ in range(2):
        assert_said(kg(capsys, "build", tmp_path / "none", "-o", copy), 2, "no such file")


def test_a_name_too_long_and_one_that_is_no_utf8(tmp_path: Path, capsys: Capture) -> None:
    assert_said(kg(capsys, "build", "n" * 300, "-o", tmp_path / "l"), 2, "too long")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jsonl"))
    file(odd, KIVI)
    assert build([odd, tmp_path / os.fsdecode(b"\xff")], tmp_path / "l").papers == 1


def test_a_text_of_more_than_a_million_characters_is_read() -> None:
    paper = Paper("Long", "x" * 1_000_001 + " We propose Foo for parsing.")
    assert any(m.text == "Foo" for m in extract_paper(paper).mentions)


@pytest.mark.parametrize("output", ["file", "full", "file/below"])
def test_a_library_is_never_made_over_other_things(tmp_path: Path, capsys: Capture, output: str) -> None:
    papers = file(tmp_path / "file", KIVI)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    assert_said(kg(capsys, "build", papers, "-o", tmp_path / output), 2, output)
    assert json.loads(papers.read_text()) == KIVI and (tmp_path / "full" / "mine").read_text() == "mine"


# ---- what is asked


@pytest.mark.parametrize("timeout", ["nan", "inf", "0", "1e300"])
def test_a_timeout_that_is_none(library: Path, capsys: Capture, timeout: str) -> None:
    assert_said(kg(capsys, "query", library, "RETURN 1 AS x", "--timeout", timeout), 2, "timeout")


def test_bytes_of_a_shell_that_are_no_text(library: Path, capsys: Capture) -> None:
    odd = os.fsdecode(b"\xff")
    assert_said(kg(capsys, "find", library, odd), 1, "nothing called")
    assert_said(kg(capsys, "query", library, "who-proposed", "-p", f"entity={odd}"), 2, "no entity called")


def test_a_parameter_nested_too_deeply_is_text(library: Path, capsys: Capture) -> None:
    assert kg(capsys, "query", library, "RETURN size($x) AS n", "-p", "x=" + "[" * 9999, "--csv").out == "n\n9999\n"


def test_wrong_usage_is_one_line(library: Path, capsys: Capture) -> None:
    assert_said(kg(capsys, "query", library, "RETURN $x AS x", "-p", "x"), 2, "NAME=VALUE", "--help")


@pytest.mark.parametrize("name", ["papers.sqlite", "decisions.yaml", "report.json"])
def test_nothing_is_written_over_the_library(copy: Path, capsys: Capture, name: str) -> None:
    before = (copy / name).read_bytes()
    assert_said(kg(capsys, "export", copy, "--format", "nt", "-o", copy / name, "--force"), 2, "belongs to the library")
    assert_said(kg(capsys, "show", copy, "KIVI", "-o", copy / name, "--force"), 2, "belongs to the library")
    assert (copy / name).read_bytes() == before


def test_show_to_standard_output_is_the_page_alone(library: Path, capsys: Capture) -> None:
    assert kg(capsys, "show", library, "KIVI", "-o", "-").out.rstrip().endswith("</html>")


def test_removing_a_paper_twice_in_one_command_says_so_once(copy: Path, capsys: Capture) -> None:
    assert kg(capsys, "remove", copy, "SnapKV", "snapkv").out.count("removed arxiv:2404.14469") == 1


@pytest.mark.parametrize("output", ["/dev/full", "closed"])
def test_output_that_cannot_be_written(library: Path, output: str) -> None:
    target = ">&-" if output == "closed" else f"> {output}"
    command = f"{sys.executable} -c 'from kg.cli import main; main()' find {library} KIVI {target}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.count("\n")) == ((0, 0) if output == "closed" else (2, 1)), ran


def test_a_terminal_of_ascii_gets_escapes(library: Path) -> None:
    asked = [sys.executable, "-c", "from kg.cli import main; main()", "query", library, "RETURN $x AS x", "-p", 'x="\\u00e9"']
    ran = subprocess.run(asked, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0 and b"\\xe9" in ran.stdout


# ---- libraries that are not as they should be


def test_what_an_earlier_kill_left_of_a_folder_is_built_into(tmp_path: Path) -> None:
    (tmp_path / "l").mkdir()
    for name in (".lock", "decisions.yaml", "papers.sqlite"):
        (tmp_path / "l" / name).touch()
    with pytest.raises(LibraryError, match="run that build again"):
        open_library(tmp_path / "l")
    with create_library(tmp_path / "l") as library:
        assert library.is_untouched()


def test_another_format_is_told_and_left_alone(copy: Path, capsys: Capture) -> None:
    connection = sqlite3.connect(copy / "papers.sqlite")
    connection.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    connection.execute("DROP TABLE notes")
    connection.commit()
    assert_said(kg(capsys, "stats", copy), 2, "format 99", "reads format 1")
    assert_said(kg(capsys, "build", copy / "decisions.yaml", "-o", copy), 2, "format 99")
    assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'notes'").fetchone()


@pytest.mark.parametrize("damage", ["garbage", "middle"])
def test_a_broken_database_is_one_line(copy: Path, tmp_path: Path, capsys: Capture, damage: str) -> None:
    content = (copy / "papers.sqlite").read_bytes()
    (copy / "papers.sqlite").write_bytes(b"no database" * 99 if damage == "garbage" else content[:4096] + b"\xff" * (len(content) - 4096))
    for command in (("stats",), ("find", "x"), ("query", "RETURN 1 AS x"), ("export", "--format", "nt", "-o", "-")):
        assert_said(kg(capsys, command[0], copy, *command[1:]), 2, "papers.sqlite")
    assert_said(kg(capsys, "build", file(tmp_path / "b.jsonl", KIVI), "-o", copy), 2, "papers.sqlite")


@pytest.mark.parametrize("content", [b"merge: [", b"\xff\xfe", b"- a\x01", b"rename: 3"])
def test_broken_decisions_are_told_before_the_work(copy: Path, tmp_path: Path, capsys: Capture, content: bytes) -> None:
    (copy / "decisions.yaml").write_bytes(content)
    assert_said(kg(capsys, "build", file(tmp_path / "b.jsonl", {**KIVI, "id": "new"}), "-o", copy), 2, "decisions.yaml")
    assert kg(capsys, "stats", copy).code == 0


@pytest.mark.parametrize("damage", ["Method_*", "*", "schema.json"])
def test_a_damaged_store_is_made_again(copy: Path, damage: str) -> None:
    for part in next(p for p in copy.glob("graph-*") if p.is_dir()).glob(damage):
        part.write_bytes(b"x" if part.suffix == ".json" else b"")
    assert_store_agrees(copy)


def test_a_folder_named_like_a_store_is_left_alone(copy: Path) -> None:
    (copy / "graph-tables").mkdir()
    build([file(copy.parent / "b.jsonl", {**KIVI, "id": "new", "title": "New"})], copy)
    assert (copy / "graph-tables").is_dir()


@pytest.mark.skipif(not Path("/usr/bin/setpriv").exists(), reason="setpriv takes the rights of root away")
def test_a_library_that_cannot_be_written_still_answers(copy: Path) -> None:
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    rights = ["/usr/bin/setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    asked = [*rights, sys.executable, "-c", "from kg.cli import main; main()", "query", copy, "who-proposed", "-p", "entity=KIVI", "--json"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    copy.chmod(0o755)
    assert ran.returncode == 0 and json.loads(ran.stdout)[0]["title"] == KIVI["title"], ran.stderr


# ---- work that is broken off, and work side by side


def test_what_an_interrupted_build_added_is_there_at_the_next_open(tmp_path: Path) -> None:
    with create_library(tmp_path / "l") as library:
        add_papers(library, [Paper("KIVI: caches", "We propose KIVI for parsing.", format="jsonl", source="/a")])
    with open_library(tmp_path / "l") as library:
        assert library.report().papers == 1 and library.find("KIVI")


def test_an_export_reads_one_state(copy: Path) -> None:
    with open_library(copy) as library, library.snapshot():
        before = len(list(library.nodes()))
        writer = connect(copy)
        writer.execute("DELETE FROM nodes")
        assert len(list(library.nodes())) == before and not writer.execute("SELECT * FROM nodes").fetchall()


def test_a_store_that_a_reader_has_open_is_not_deleted(copy: Path) -> None:
    from kg.library.serving import drop_old_stores
    from kg.stores.embedded import open_store

    store = next(p for p in copy.glob("graph-*") if p.is_dir())
    connection, reader = connect(copy), open_store(store, read_only=True)
    set_meta(connection, "store", "graph-99")
    drop_old_stores(connection, copy)
    assert reader.query(ALL_NODES, {})
    reader.close()
    drop_old_stores(connection, copy)
    assert not store.exists()


def test_ctrl_c_stops_all_processes_and_the_next_build_completes(tmp_path: Path) -> None:
    papers, folder = many(tmp_path / "a.jsonl", 600), tmp_path / "l"
    process = started("build", papers, "-o", folder, "--workers", "2")
    while len(of_session(process)) < 4:  # itself, two workers and their tracker
        time.sleep(0.1)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and err.strip() == "kg: stopped" and ended(process)
    assert build([papers], folder).papers == 600


@pytest.mark.parametrize("victim", ["worker", "parent"])
def test_a_killed_process_takes_the_others_along(tmp_path: Path, victim: str) -> None:
    process = started("extract", many(tmp_path / "a.jsonl", 2000), "--workers", "2")
    while len(of_session(process)) < 4:
        time.sleep(0.1)
    os.kill(process.pid if victim == "parent" else of_session(process)[-1], signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == (-9 if victim == "parent" else 2)
    assert "Traceback" not in err and (victim == "parent" or err.count("\n") == 1)
    assert ended(process)
