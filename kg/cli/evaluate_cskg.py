"""kg evaluate cskg3600: what the number of papers says about the truth of a triple."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import echo_json

if TYPE_CHECKING:
    from kg.evaluate.cskg import Comparison, Judged, Line

__all__ = ["cskg3600"]

_TITLES = {"constant": "one confidence for every paper", "own": "each paper's own confidence"}
_MEASURES = f"{'loss':>7}{'ECE':>6}{'Brier':>6}{'AUC':>6}{'F1':>6}"


@click.command(
    epilog="""\b
Example:
  kg evaluate cskg3600 cskg3600/
"""
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every figure as one JSON object.")
def cskg3600(path: Path, as_json: bool) -> None:
    """Compare rules that combine papers into one confidence, on the judged triples of CS-KG3600 at PATH (a CSV file or a folder of them).

    "one confidence for every paper" is the precision of triples of one paper; "each paper's own" comes from a logistic regression
    fitted on those. A rule with its fitted constant c makes the confidence of all papers from it; `shared error` is the rule of the
    graph. loss is log loss, ECE has 10 bins of equal width, F1 takes what has .5 or more. Figures are of 5 folds, seeded; under the
    name of a file stands the log loss on it when all was fitted on the others. Triples that no paper gave are left out of them.
    "regression on all" also sees support, extractors, relation, types and words.
    """
    from kg.evaluate.cskg import compare, read_triples

    comparison = compare(read_triples(path))
    if as_json:
        echo_json(asdict(comparison))
    else:
        click.echo("\n".join(_tables(comparison)))


def _tables(comparison: Comparison) -> Iterator[str]:
    files = ", ".join(f"{name} {count}" for name, count in comparison.files.items())
    yield f"triples with a paper: {files}; left out, without a paper: {comparison.random}"
    yield ""
    yield f"{'papers':10}{'triples':>8}{'precision':>11}   confidence: {'one':>5}{'own':>6}"
    for part in comparison.classes:
        yield f"{part.papers:10}{part.count:8}{part.precision:11.3f}{'':15}{part.constant:5.3f}{part.own:6.3f}"
    for kind, lines in comparison.rules.items():
        yield ""
        yield from _rules(_TITLES[kind], lines)
    yield ""
    yield from _beside(comparison)


def _rules(title: str, lines: Sequence[Line]) -> Iterator[str]:
    yield f"{title:32}{'c':>5}{_MEASURES}{''.join(f' {name[:5]:>5}' for name in lines[0].left_out)}"
    for line in lines:
        constant = f"{line.constant:5.2f}" if line.constant else " " * 5
        yield f"  {line.rule:30}{constant}{_figures(line.judged)}{_apart(line.left_out)}"


def _figures(judged: Judged) -> str:
    return f"{judged.log_loss:7.3f}{judged.ece:6.3f}{judged.brier:6.3f}{judged.auc:6.3f}{judged.f1:6.3f}"


def _apart(left_out: Mapping[str, float]) -> str:
    return "".join(f"{loss:6.3f}" for loss in left_out.values())


def _beside(comparison: Comparison) -> Iterator[str]:
    given = sum(comparison.files.values())
    these, whole = f"these {given}", f"all {given + comparison.random}"
    yield f"{'beside':37}{_MEASURES}"
    yield f"  {f'regression on all, {these}':35}{_figures(comparison.learned)}"
    yield f"  {f'regression on all, {whole}':35}{_figures(comparison.learned_with_random)}"
    for title, f1 in ((these, comparison.pipeline_f1), (whole, comparison.pipeline_f1_with_random)):
        yield f"  {f'what CS-KG kept, {title}':35}{'':25}{f1:6.3f}"
