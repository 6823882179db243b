"""Run `kg` in this process, as a shell would, and see its exit code, stdout and stderr."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kg.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def kg(capsys: pytest.CaptureFixture[str], *arguments: object) -> Ran:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Ran(ended.value.code, out, err)
