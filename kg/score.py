"""Compositions that measure quality: papers -> extract -> evaluate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError
from kg.evaluate import Scores, compare
from kg.evaluate.annotation import Annotation, annotation
from kg.extract import extract, extractor_version
from kg.extract.record import to_record
from kg.model import Paper, Problem
from kg.readers import read

__all__ = ["Evaluation", "evaluate_extraction", "read_annotations"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of an extractor or of a file of predictions, whose `extractor` is empty.

    `without_lexicon` are the scores of the same extractor with its lexicon off, None where it was off or not run.
    `problems` are the paper records that could not be read.
    """

    scores: Scores
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
    if predictions is not None:
        return Evaluation(compare(papers, gold, read_annotations(predictions)), problems=problems)
    scores = compare(papers, gold, _extracted(papers, use_lexicon=use_lexicon))
    without = compare(papers, gold, _extracted(papers, use_lexicon=False)) if use_lexicon else None
    return Evaluation(scores, without, extractor_version(), problems)


def _extracted(papers: list[Paper], *, use_lexicon: bool) -> Iterator[Annotation]:
    for paper, extraction in zip(papers, extract(papers, use_lexicon=use_lexicon), strict=True):
        yield annotation(to_record(paper, extraction), path=f"the extraction of {paper.record_id}")


def read_annotations(path: Path) -> Iterator[Annotation]:
    """Yield the records of a file of JSON lines in the gold format; empty lines are passed over.

    Raises ReadError, with path and line, where the file cannot be read or a record is malformed.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield annotation(_parsed(line, path, number), path=str(path), line=number)
    except OSError as error:
        raise ReadError(f"expected a file of JSON lines, got: {error.strerror}", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ReadError(f"expected UTF-8 text, got byte 0x{error.object[error.start]:02x}", path=str(path)) from error


def _parsed(line: str, path: Path, number: int) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        raise ReadError(f"expected one JSON object a line, got: {error}", path=str(path), line=number) from error
