from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import build, open_library
from kg.build import import_graph, rebuild, remove
from kg.errors import LibraryError
from kg.export.jsonl import write_jsonl
from kg.export.rdf import write_ttl
from kg.graph import edge_row

KIVI = {
    "id": "p1",
    "title": "KIVI: smaller caches",
    "abstract": "We propose KIVI for KV cache compression. KIVI outperforms FlexGen on LongBench.",
}
SNAP = {
    "id": "p2",
    "title": "SnapKV",
    "abstract": "SnapKV is a method for KV-cache compression of large language models (LLMs).",
    "ids": ["arxiv:2404.14469"],
}
GEAR = {
    "id": "p3",
    "title": "GEAR",
    "abstract": "GEAR is evaluated on GSM8K and reaches 91.2% accuracy. LLMs gain.",
    "published": "2024-03",
}
ALL_NODES = "MATCH (n) WHERE n.id IS NOT NULL RETURN n.id AS id ORDER BY id"
ALL_EDGES = "MATCH (s)-[r]->(o) RETURN s.id AS s, type(r) AS p, o.id AS o, r.sentences AS x ORDER BY s, p, o"


def file(path: Path, *papers: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(p) + "\n" for p in papers), encoding="utf-8")
    return path


def written(library: Path) -> tuple[bytes, bytes]:
    with open_library(library) as held:
        write_jsonl(held.nodes(), held.edges(), library / "out.jsonl")
        write_ttl(held.nodes(), held.edges(), library / "out.ttl")
    return (library / "out.jsonl").read_bytes(), (library / "out.ttl").read_bytes()


def assert_store_agrees(library: Path) -> None:
    """The embedded store holds exactly the nodes, edges and sentences of papers.sqlite."""
    with open_library(library) as held:
        assert [r["id"] for r in held.query(ALL_NODES)] == sorted(n.id for n in held.nodes())
        rows = {(r["s"], r["p"], r["o"]): r["x"] for r in held.query(ALL_EDGES)}
        assert rows == {e.key: edge_row(e).get("sentences") for e in held.edges()}


def test_a_build_answers_cypher_with_the_sentence(tmp_path: Path) -> None:
    report = build([file(tmp_path / "a.jsonl", KIVI, SNAP)], tmp_path / "l")
    assert (report.records, report.papers, report.undated) == (2, 2, 2)
    with open_library(tmp_path / "l") as library:
        cypher = "MATCH (:Paper)-[r:PROPOSES]->(m:Method {name: $name}) RETURN r.sentences[0] AS sentence"
        (row,) = library.query(cypher, {"name": "KIVI"})
    assert row["sentence"] in {KIVI["title"], "We propose KIVI for KV cache compression."}
    assert_store_agrees(tmp_path / "l")


def test_adds_changes_and_removals_reach_the_store(tmp_path: Path) -> None:
    library, papers = tmp_path / "l", tmp_path / "a.jsonl"
    build([file(papers, KIVI, SNAP)], library)
    build([file(tmp_path / "b.jsonl", GEAR)], library)
    assert_store_agrees(library)
    build([file(papers, {**KIVI, "abstract": "We present KIVI-2 for translation."}, SNAP)], library)
    assert_store_agrees(library)
    remove(library, ["p2", "arxiv:2404.14469"][1:])
    assert_store_agrees(library)
    once = tmp_path / "once"
    build([file(tmp_path / "final.jsonl", {**KIVI, "abstract": "We present KIVI-2 for translation."}, GEAR)], once)
    assert written(library) == written(once)


def test_order_and_workers_and_hash_seed_change_no_byte(tmp_path: Path) -> None:
    one, other = file(tmp_path / "a.jsonl", KIVI, SNAP), file(tmp_path / "b.jsonl", GEAR)
    build([one, other], tmp_path / "l1")
    code = f"from kg import build\nif __name__ == '__main__': build([{str(other)!r}, {str(one)!r}], {str(tmp_path / 'l2')!r}, workers=2)"
    (tmp_path / "run.py").write_text(code)
    subprocess.run([sys.executable, str(tmp_path / "run.py")], check=True, env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": "."})
    assert written(tmp_path / "l1") == written(tmp_path / "l2")


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    papers = file(tmp_path / "a.jsonl", KIVI)
    build([papers], tmp_path / "l")
    before, report = written(tmp_path / "l"), build([papers], tmp_path / "l")
    assert (report.already, written(tmp_path / "l")) == (1, before)


def test_rebuilding_makes_the_store_again(tmp_path: Path) -> None:
    build([file(tmp_path / "a.jsonl", KIVI)], tmp_path / "l")
    before = written(tmp_path / "l")
    rebuild(tmp_path / "l")
    assert written(tmp_path / "l") == before
    assert_store_agrees(tmp_path / "l")
    assert len([p for p in (tmp_path / "l").glob("graph-*") if p.is_dir()]) == 1


def test_a_lost_store_is_made_again_at_the_next_question(tmp_path: Path) -> None:
    import shutil

    build([file(tmp_path / "a.jsonl", KIVI)], tmp_path / "l")
    for folder in (tmp_path / "l").glob("graph-*"):
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    assert_store_agrees(tmp_path / "l")


def test_a_bad_path_and_a_bad_record_do_not_stop_the_rest(tmp_path: Path) -> None:
    papers = file(tmp_path / "a.jsonl", KIVI)
    papers.write_text(papers.read_text() + '{"id": "p9", "year": 3}\n' + json.dumps(SNAP) + "\n")
    report = build([tmp_path / "none.jsonl", papers], tmp_path / "l")
    assert (report.papers, report.skipped, report.records) == (2, 1, 3)
    assert sorted(p.kind for p in report.problems) == ["no-title", "path"]
    assert json.loads((tmp_path / "l" / "report.json").read_text())["papers"] == 2


def test_an_exported_graph_comes_back_whole(tmp_path: Path) -> None:
    build([file(tmp_path / "a.jsonl", KIVI, SNAP, GEAR)], tmp_path / "l")
    before = written(tmp_path / "l")
    import_graph(tmp_path / "l" / "out.jsonl", tmp_path / "copy")
    assert written(tmp_path / "copy") == before
    assert_store_agrees(tmp_path / "copy")
    with pytest.raises(LibraryError, match="imported graph"):
        build([file(tmp_path / "b.jsonl", GEAR)], tmp_path / "copy")


@pytest.mark.parametrize("delay", [0.5, 2.5, 4.0])
def test_a_kill_leaves_whole_papers_and_the_next_build_completes(tmp_path: Path, delay: float) -> None:
    many = [{**KIVI, "id": f"p{i}", "title": f"Title number {i}", "abstract": f"{KIVI['abstract']} Run {i}."} for i in range(400)]
    papers, library = file(tmp_path / "a.jsonl", *many), tmp_path / "l"
    (tmp_path / "run.py").write_text(f"from kg import build\nif __name__ == '__main__': build([{str(papers)!r}], {str(library)!r})")
    process = subprocess.Popen([sys.executable, str(tmp_path / "run.py")], env={**os.environ, "PYTHONPATH": "."})
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    build([papers], library)
    build([papers], tmp_path / "once")
    assert written(library) == written(tmp_path / "once")
    assert_store_agrees(library)
