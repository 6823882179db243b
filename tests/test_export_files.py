from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.export.files import new_folder, write_chunks


def _broken() -> Iterator[str]:
    yield "half"
    raise ValueError("the source failed")


def test_a_file_is_written_as_utf8_with_its_own_line_ends(tmp_path: Path):
    write_chunks(["é\r\n", "b\n"], tmp_path / "x.txt")
    assert (tmp_path / "x.txt").read_bytes() == b"\xc3\xa9\r\nb\n"
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]


def test_a_failure_leaves_the_file_that_was_there(tmp_path: Path):
    path = tmp_path / "x.txt"
    write_chunks(["old"], path)
    with pytest.raises(ValueError, match="the source failed"):
        write_chunks(_broken(), path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]


def test_a_reader_of_the_old_file_keeps_it_whole(tmp_path: Path):
    write_chunks(["old"], tmp_path / "x.txt")
    with (tmp_path / "x.txt").open() as reader:
        write_chunks(["new"], tmp_path / "x.txt")
        assert reader.read() == "old"


def test_gz_holds_no_name_and_no_time(tmp_path: Path):
    write_chunks(["same"], tmp_path / "a.gz")
    write_chunks(["same"], tmp_path / "b.gz")
    data = (tmp_path / "a.gz").read_bytes()
    assert data == (tmp_path / "b.gz").read_bytes()
    assert data[3:8] == b"\0\0\0\0\0"
    assert gzip.decompress(data) == b"same"


def test_dash_is_standard_output_and_stays_open(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path):
    write_chunks(["é\n"], Path("-"))
    write_chunks(["b\n"], Path("-"))
    assert capfdbinary.readouterr().out == b"\xc3\xa9\nb\n"


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_chunks(["x"], tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "x"


def test_a_device_is_written_not_replaced():
    write_chunks(["x"], Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("no/x.txt", "there is no folder .*no; make it first"), (".", "it is a folder"), ("x\0y", "null"), ("x" * 300, "too long")],
)
def test_a_path_that_cannot_be_written_is_one_clear_line(tmp_path: Path, name: str, reason: str):
    with pytest.raises(KgError, match=f"cannot write .*{reason}") as caught:
        write_chunks(["x"], tmp_path / name)
    assert "\n" not in str(caught.value)
    assert caught.value.value == str(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_replaces_one_of_the_same_files(tmp_path: Path):
    for text in ("old", "new"):
        with new_folder(tmp_path / "t", ["a.csv"]) as part:
            (part / "a.csv").write_text(text)
    assert (tmp_path / "t" / "a.csv").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["t"]


def test_a_folder_with_other_files_is_refused(tmp_path: Path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(KgError, match=r"holds other files \(thesis.tex\)"), new_folder(tmp_path, ["a.csv"]):
        pass
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_folder_is_all_or_nothing(tmp_path: Path):
    with new_folder(tmp_path / "t", ["a.csv"]) as part:
        (part / "a.csv").write_text("old")
    with pytest.raises(ValueError, match="failed"), new_folder(tmp_path / "t", ["a.csv"]):
        raise ValueError("failed")
    assert (tmp_path / "t" / "a.csv").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["t"]


@pytest.mark.parametrize("name", ["-", "file", "no/t"])
def test_a_folder_that_cannot_be_is_refused(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("x")
    path = Path("-") if name == "-" else tmp_path / name
    with pytest.raises(KgError, match="cannot write"), new_folder(path, []):
        pass
