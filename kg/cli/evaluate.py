"""`kg evaluate`: how good the product is, measured on gold data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.evaluate_cskg import cskg3600
from kg.cli.evaluate_sets import SET_EXAMPLE, set_commands
from kg.cli.output import echo_json, show_problems

if TYPE_CHECKING:
    from kg.evaluate import Count, Scores
    from kg.score import Evaluation

__all__ = ["evaluate"]

_EXAMPLE = """\b
Example:
  kg evaluate extraction dev.papers.jsonl dev.gold.jsonl
  kg extract dev.papers.jsonl > found.jsonl
  kg evaluate extraction dev.papers.jsonl dev.gold.jsonl --predictions found.jsonl
"""
_FILE = click.Path(dir_okay=False, path_type=Path)
_ROWS = {
    "mention": "mentions: span, type",
    "mention_span": "mentions: span",
    "entity_type": "entities: with type",
    "entity": "entities",
    "entity_role": "entities: with role",
    "relation_strict": "relations: typed ends",
    "relation": "relations",
    "relation_ends": "relations: any predicate",
    "result": "results: value, metric",
    "result_value": "results: value",
    "result_full": "results: all fields",
}
_BY = {
    "mention": "mentions by type",
    "entity_type": "entities by type",
    "entity_role": "entities by role",
    "relation": "relations by predicate",
}
_HEAD = f"{'':24}{'P':>6}{'R':>6}{'F1':>6}"


@click.group(epilog=f"{_EXAMPLE}  {SET_EXAMPLE}\n")
def evaluate() -> None:
    """Measure quality against gold data."""


evaluate.add_command(cskg3600)
for _command in set_commands():
    evaluate.add_command(_command)


@evaluate.command(epilog=_EXAMPLE)
@click.argument("papers", type=_FILE)
@click.argument("gold", type=_FILE)
@click.option("--predictions", type=_FILE, help="Score this output of `kg extract`, or of any system in its format, instead.")
@click.option("--no-lexicon", is_flag=True, help="Run the extractor without its packaged names.")
@click.option("--json", "as_json", is_flag=True, help="Print every score as one JSON object.")
def extraction(papers: Path, gold: Path, predictions: Path | None, no_lexicon: bool, as_json: bool) -> None:
    """Score the extractor on PAPERS against the records of GOLD (JSON lines, joined by id).

    Precision, recall, F1 and counts (right, wrong, missed) of mentions, entities, relations and results. Entities are
    paired by the mention strings that they share; relations and results go by those pairs. "macro" is the mean F1 of
    the groups. "no lexicon" is the F1 of the same extractor without its packaged names.
    """
    from kg.score import evaluate_extraction

    if predictions and no_lexicon:
        raise click.UsageError("--no-lexicon runs the extractor and --predictions does not: give one of them.")
    evaluation = evaluate_extraction(papers, gold, predictions=predictions, use_lexicon=not no_lexicon)
    show_problems(evaluation.problems)
    if as_json:
        echo_json(_scores(evaluation))
    else:
        click.echo("\n".join(_tables(evaluation)))


def _scores(evaluation: Evaluation) -> dict[str, object]:
    from kg.evaluate import to_dict

    without = evaluation.without_lexicon
    scores: dict[str, object] = {"extractor": evaluation.extractor or None, **to_dict(evaluation.scores)}
    return {**scores, "without_lexicon": to_dict(without)["measures"] if without else None, "confidence": _sureness(evaluation)}


def _sureness(evaluation: Evaluation) -> dict[str, object]:
    from kg.evaluate.calibration import ece, precision_at_coverage

    return {
        name: {
            "claims": len(pairs),
            "ece": round(ece(pairs), 4),
            "precision_at_coverage": {str(share): round(precision, 4) for share, precision in precision_at_coverage(pairs).items()},
        }
        for name, pairs in evaluation.confidence.items()
    }


def _confidences(evaluation: Evaluation) -> Iterator[str]:
    from kg.evaluate.calibration import ece, precision_at_coverage

    shares = (0.1, 0.25, 0.5, 0.75, 1.0)
    yield f"confidence on {evaluation.source}: calibration error, precision of the surest"
    yield f"{'':24}{'ECE':>6}  " + "".join(f"{share:6.0%}" for share in shares)
    for name, pairs in evaluation.confidence.items():
        told = precision_at_coverage(pairs, shares)
        yield f"  {name:22}{ece(pairs):6.3f}  " + "".join(f"{told[share]:6.3f}" for share in shares)


def _tables(evaluation: Evaluation) -> Iterator[str]:
    scores = evaluation.scores
    yield f"papers: {scores.papers} with gold, {scores.predicted} of them with a prediction"
    yield ""
    yield from _summary(scores, evaluation.without_lexicon)
    if any(evaluation.confidence.values()):
        yield ""
        yield from _confidences(evaluation)
    for name, title in _BY.items():
        yield ""
        yield f"{title:24}{_HEAD[24:]}{'':6}{_counts_head()}"
        for group, count in scores.measures[name].by.items():
            yield f"  {group:22}{_shares(count)}{'':6}{_counts(count)}"


def _summary(scores: Scores, without: Scores | None) -> Iterator[str]:
    yield f"{_HEAD}{'macro':>6}{_counts_head()}{'no lexicon' if without else '':>11}".rstrip()
    for name, title in _ROWS.items():
        measure = scores.measures[name]
        macro = f"{measure.macro_f1:6.3f}" if any(measure.by) else " " * 6
        beside = f"{without.measures[name].total.f1:11.3f}" if without else ""
        yield f"{title:24}{_shares(measure.total)}{macro}{_counts(measure.total)}{beside}"


def _shares(count: Count) -> str:
    return f"{count.precision:6.3f}{count.recall:6.3f}{count.f1:6.3f}"


def _counts(count: Count) -> str:
    return f"{count.tp:7}{count.fp:7}{count.fn:7}"


def _counts_head() -> str:
    return f"{'right':>7}{'wrong':>7}{'missed':>7}"
