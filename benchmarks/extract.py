"""How fast extraction is: papers a second, and its time as a ratio to the bare pass of the encoder over the same papers.

    python benchmarks/extract.py ../shared/corpora/arxiv_ai_2138.jsonl.gz --papers 400

Both are timed turn by turn on one core, in blocks of papers, and compared block by block; then the stream with several workers.
The limits: at least 0.7 of the encoder's rate on one core, at least 20 papers a second on two.
"""

from __future__ import annotations

import argparse
import statistics
from itertools import islice
from pathlib import Path
from time import perf_counter

from kg.extract import extract
from kg.extract.encoder import load_encoder
from kg.extract.pipeline import sections_of
from kg.extract.windows import page
from kg.model import Paper
from kg.readers import read

BLOCK = 20


def bare(papers: list[Paper]) -> float:
    """Return the seconds that the encoder's pass over the papers takes."""
    encoder = load_encoder()
    pages = [page(sections_of(paper)) for paper in papers]
    begun = perf_counter()
    for found in pages:
        encoder.see(found)
    return perf_counter() - begun


def whole(papers: list[Paper]) -> float:
    """Return the seconds that extraction takes."""
    begun = perf_counter()
    for _ in extract(papers):
        pass
    return perf_counter() - begun


def main() -> None:
    """Print both rates and their ratio, and the rate with workers."""
    parser = argparse.ArgumentParser(description="Time extraction against the encoder's bare pass.")
    parser.add_argument("papers", type=Path)
    parser.add_argument("--papers", dest="count", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    papers = [item for item in islice(read(options.papers), options.count) if isinstance(item, Paper)]
    blocks = [papers[n : n + BLOCK] for n in range(0, len(papers), BLOCK)]
    bare(papers[:2])
    whole(papers[:2])
    pairs = [(bare(block), whole(block)) for block in blocks]
    one, all_ = (sum(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(first / second for first, second in pairs)
    rates = f"encoder {len(papers) / one:.1f} papers/s, extraction {len(papers) / all_:.1f} papers/s"
    print(f"one core: {rates}, ratio {ratio:.2f} (limit 0.70)")
    begun = perf_counter()
    for _ in extract(papers, workers=options.workers):
        pass
    rate = len(papers) / (perf_counter() - begun)
    print(f"{options.workers} workers: extraction {rate:.1f} papers/s, starting them included (limit 20)")


if __name__ == "__main__":
    main()
