"""Bytes and lines: limits, damaged archives, bad bytes."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.model import Paper
from kg.readers import read, source


def records(tmp_path: Path, content: bytes) -> list[str]:
    """Return the titles and the kinds of problem, in their order."""
    path = tmp_path / "file"
    path.write_bytes(content)
    return [record.title if isinstance(record, Paper) else record.kind for record in read(path)]


def line(title: str, **more: object) -> bytes:
    return json.dumps({"title": title, **more}).encode() + b"\n"


def test_a_line_that_is_too_large_is_skipped_and_never_held(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.write(line("A") + b'{"title": "')
        for _ in range(50):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + line("B"))
    tracemalloc.start()
    found = [record.title if isinstance(record, Paper) else record.kind for record in read(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["A", "too-large", "B"] and peak < 2.4 * source.MAX_RECORD


def test_a_member_of_a_list_that_is_too_large_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_RECORD", 1000)
    content = b"[" + line("A") + b"," + line("x" * 2000) + b"," + line("B") + b"]"
    assert records(tmp_path, content) == ["A", "too-large", "B"]


def test_memory_stays_flat_over_many_records(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.gz"
        path.write_bytes(gzip.compress(b"".join(line(f"T{i}", abstract="word " * 200) for i in range(count))))
        tracemalloc.start()
        assert sum(1 for _ in read(path)) == count
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(4000) < 1.2 * peak(1000)


def test_a_cut_archive_gives_what_came_before_and_a_problem(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(line(f"T{i}", abstract=str(i) * 500) for i in range(5000)))
    found = records(tmp_path, packed[: len(packed) // 2])
    assert found[:2] == ["T0", "T1"] and found[-1] == "damaged" and 10 < len(found) < 5000


def test_an_archive_that_expands_too_much_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "RATIO_FROM", 1 << 20)
    assert records(tmp_path, gzip.compress(line("A") + b" " * (4 << 20))) == ["A", "damaged"]


def test_the_limit_stands_in_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_EXPANDED", 1 << 10)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"x" * 5000))
    with pytest.raises(ReadError, match="more than 0 GB, the limit"):
        list(source.chunks(path))


def test_no_archive_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="gzip"):
        records(tmp_path, b"\x1f\x8b\x08 no archive")


def test_bad_bytes_far_into_a_file_cost_their_line_only(tmp_path: Path) -> None:
    good = line("T", abstract="x" * 1000)
    content = good * 100 + b'{"title": "Caf\xe9"}\n' + line("End")
    assert records(tmp_path, content)[-2:] == ["bad-record", "End"]


def test_bad_bytes_in_a_list_cost_their_member_only(tmp_path: Path) -> None:
    members = [line("T", abstract="x" * 1000).strip()] * 100 + [b'{"title": "Caf\xe9"}', line("End").strip()]
    assert records(tmp_path, b"[\n" + b",\n".join(members) + b"\n]")[-2:] == ["bad-record", "End"]


def test_paragraphs_stay_apart_and_lines_are_joined() -> None:
    assert source.unfold("\n a \r\n b\rc\n \n d\n") == "a b c\n\nd"
