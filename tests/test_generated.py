"""What is generated and committed is what the generators write now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_sample_of_exports_comes_out_byte_for_byte(tmp_path: Path) -> None:
    from make_sample import make_sample

    make_sample(tmp_path)
    assert _files(tmp_path) == _files(ROOT / "exports" / "sample")


def test_the_reference_is_current() -> None:
    # In a process of its own: a command that was run alone has said its options another way.
    script = [sys.executable, str(ROOT / "scripts" / "make_reference.py"), "-"]
    told = subprocess.run(script, capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert told.stdout.decode("utf-8") == (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
