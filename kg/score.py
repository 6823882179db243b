"""Compositions that measure quality: papers -> extract -> evaluate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError
from kg.evaluate import Scores, compare
from kg.evaluate.annotation import Annotation, annotation
from kg.evaluate.calibration import Pair
from kg.evaluate.confidence import CLAIMS, claims
from kg.extract import extract, extractor_version
from kg.extract.record import to_record
from kg.model import Paper, Problem
from kg.readers import read

__all__ = ["Evaluation", "evaluate_extraction", "read_annotations"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of an extractor or of a file of predictions, whose `extractor` is empty.

    `without_lexicon` are the scores of the same extractor with its lexicon off, None where it was off or not run.
    `confidence` holds, for mentions, roles and relations, each confidence with whether the claim is right; `source` names the gold.
    `problems` are the paper records that could not be read.
    """

    scores: Scores
    confidence: Mapping[str, Sequence[Pair]]
    source: str
    without_lexicon: Scores | None = None
    extractor: str = ""
    problems: tuple[Problem, ...] = ()


def evaluate_extraction(papers_path: Path, gold_path: Path, *, predictions: Path | None = None, use_lexicon: bool = True) -> Evaluation:
    """Score the extractor on the papers of a file against their gold records, or the predictions of any system.

    With the lexicon on the extractor runs a second time without it, because the difference says how much the packaged
    names add. Raises ReadError where a file cannot be read, a record is malformed or its id belongs to no paper.
    """
    items = list(read(papers_path))
    papers = [item for item in items if isinstance(item, Paper)]
    problems = tuple(item for item in items if isinstance(item, Problem))
    gold = list(read_annotations(gold_path))
    records = _read_records(predictions) if predictions is not None else _extracted(papers, use_lexicon=use_lexicon)
    found = [(annotation(record, path=path, line=line), record) for path, line, record in records]
    scores = compare(papers, gold, [one for one, _ in found])
    confidence = _claims(papers, gold, found)
    if predictions is not None:
        return Evaluation(scores, confidence, gold_path.name, problems=problems)
    without = [annotation(record) for _, _, record in _extracted(papers, use_lexicon=False)] if use_lexicon else None
    beside = compare(papers, gold, without) if without is not None else None
    return Evaluation(scores, confidence, gold_path.name, beside, extractor_version(), problems)


_Record = tuple[str, int | None, object]
"""Where a record is from, its line there, and the record."""


def _extracted(papers: list[Paper], *, use_lexicon: bool) -> Iterator[_Record]:
    for paper, extraction in zip(papers, extract(papers, use_lexicon=use_lexicon), strict=True):
        yield f"the extraction of {paper.record_id}", None, to_record(paper, extraction)


def _claims(papers: list[Paper], gold: list[Annotation], found: list[tuple[Annotation, object]]) -> dict[str, list[Pair]]:
    texts = {paper.record_id: paper for paper in papers}
    wanted = {record.id: record for record in gold}
    told: dict[str, list[Pair]] = {name: [] for name in CLAIMS}
    for one, record in found:
        if one.id in wanted and isinstance(record, Mapping):
            for name, pairs in claims(texts[one.id], wanted[one.id], record).items():
                told[name] += pairs
    return told


def read_annotations(path: Path) -> Iterator[Annotation]:
    """Yield the records of a file of JSON lines in the gold format; empty lines are passed over.

    Raises ReadError, with path and line, where the file cannot be read or a record is malformed.
    """
    for name, line, record in _read_records(path):
        yield annotation(record, path=name, line=line)


def _read_records(path: Path) -> Iterator[_Record]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield str(path), number, _parsed(line, path, number)
    except OSError as error:
        raise ReadError(f"expected a file of JSON lines, got: {error.strerror}", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ReadError(f"expected UTF-8 text, got byte 0x{error.object[error.start]:02x}", path=str(path)) from error


def _parsed(line: str, path: Path, number: int) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        raise ReadError(f"expected one JSON object a line, got: {error}", path=str(path), line=number) from error
