"""Make kg/data/words.tsv.gz, the table of generic words, from annotated papers.

    python scripts/make_word_table.py OUT PAPERS.jsonl GOLD.jsonl [PAPERS.jsonl GOLD.jsonl ...]

Only words that at least MIN_PAPERS abstracts write in lower case have entries of their own; everything else, all names
included, is counted by its shape.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.extract.tokens import word_spans
from kg.extract.wordtable import POSITIONS, TAGS, features

MIN_PAPERS = 4
Annotated = tuple[str, list[str], list[str]]


def gold_spans(text: str, labels: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield where the strings stand in the text, at word boundaries, longest first, none overlapping."""
    taken = [False] * len(text)
    for string in sorted(labels, key=lambda s: (-len(s), s)):
        for match in re.finditer(rf"(?<!\w){re.escape(string)}(?!\w)", text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                yield start, end, labels[string]


def tagged(text: str, labels: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the words of a text and the tag of each."""
    spans = word_spans(text)
    first = {start: i for i, (start, _) in enumerate(spans)}
    last = {end: i for i, (_, end) in enumerate(spans)}
    tags = ["O"] * len(spans)
    for start, end, label in gold_spans(text, labels):
        i, j = first.get(start), last.get(end)
        if i is None or j is None:
            continue
        tags[i : j + 1] = [f"B-{label}", *[f"I-{label}"] * (j - i - 1), f"L-{label}"] if j > i else [f"U-{label}"]
    return [text[a:b] for a, b in spans], tags


def read(papers: Path, gold: Path) -> Iterator[Annotated]:
    """Yield (section, words, tags) of each annotated paper."""
    records = {r["id"]: r for r in map(json.loads, gold.read_text(encoding="utf-8").splitlines())}
    for line in papers.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        record = records.get(paper["id"])
        if record:
            labels = {m: e["type"] for e in record["entities"] for m in e["mentions"]}
            for section in ("title", "abstract"):
                yield section, *tagged(paper[section], labels)


def generic_words(data: Iterable[Annotated]) -> frozenset[str]:
    """Return the words that enough abstracts write in lower case."""
    papers: Counter[str] = Counter()
    for section, words, _ in data:
        if section == "abstract":
            papers.update({w for w in words if w.islower() and w.isalpha()})
    return frozenset(w for w, n in papers.items() if n >= MIN_PAPERS)


def table_lines(data: list[Annotated]) -> Iterator[str]:
    """Yield the sorted lines of the table."""
    vocabulary = generic_words(data)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for section, words, tags in data:
        before = "O"
        for entries, tag in zip(features(words, vocabulary, title=section == "title"), tags, strict=True):
            counts["tags", before][tag] += 1
            before = tag
            for position, entry in zip(POSITIONS, entries, strict=True):
                counts[position, entry][tag] += 1
    for (position, entry), row in sorted(counts.items()):
        yield "\t".join([position, entry, *(f"{tag}={row[tag]}" for tag in TAGS if row[tag])]) + "\n"


def main(out: str, *pairs: str) -> None:
    """Write the table of the pairs of papers and gold to `out`."""
    data = [a for papers, gold in zip(pairs[::2], pairs[1::2], strict=True) for a in read(Path(papers), Path(gold))]
    packed = gzip.compress("".join(table_lines(data)).encode("utf-8"), 9, mtime=0)
    Path(out).write_bytes(packed)


if __name__ == "__main__":
    main(*sys.argv[1:])
