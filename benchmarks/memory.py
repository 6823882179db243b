"""Peak memory of `kg extract` over more and more papers, and of `kg build`, each in a fresh process.

python benchmarks/memory.py PAPERS.jsonl.gz [--build]

Prints the ratio of the peak over 8,000 papers to that over 2,000 (limit 1.1), or what `kg build` needs (limit 2 GB) and how
it grows for each 1,000 papers.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

SIZES = (2000, 4000, 8000)


def _first(source: Path, count: int, folder: Path) -> Path:
    target = folder / f"{count}.jsonl"
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        out.writelines(islice(lines, count))
    return target


def _peak(*arguments: str) -> tuple[float, float]:
    """Return (peak MB, seconds) of one `kg` command; on Linux ru_maxrss counts KiB."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", "from kg.cli import main; main()", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"kg {' '.join(arguments)} failed")
    return usage.ru_maxrss / 1024, time.monotonic() - began


def main() -> None:
    """Measure and print one line a size."""
    source, building = Path(sys.argv[1]), "--build" in sys.argv[2:]
    peaks = {}
    with tempfile.TemporaryDirectory() as work:
        for size in SIZES:
            papers = str(_first(source, size, Path(work)))
            arguments = ("build", papers, "-o", f"{work}/{size}", "--workers", "1") if building else ("extract", papers)
            peaks[size], seconds = _peak(*arguments)
            print(
                f"kg {arguments[0]}: {size} papers, peak {peaks[size]:.0f} MB, {seconds:.0f} s, {size / seconds:.0f} papers/s", flush=True
            )
    small, large = min(SIZES), max(SIZES)
    growth = (peaks[large] - peaks[small]) / (large - small) * 1000
    told = f"growth {growth:.0f} MB per 1,000 papers, peak {peaks[large]:.0f} MB (limit 2048)"
    print(told if building else f"peak over {large} / over {small} = {peaks[large] / peaks[small]:.3f} (limit 1.1)")


if __name__ == "__main__":
    main()
