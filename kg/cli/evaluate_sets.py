"""`kg evaluate scierc|scier|tdmsci|sdu21`: the extractor, and a head refitted on the set, on public sets of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from kg.cli.output import echo_json, progress_bar

if TYPE_CHECKING:
    from kg.evaluate import Count, Measure
    from kg.evaluate.sets.labelled import GoldSet
    from kg.setscore import SetEvaluation

__all__ = ["SET_EXAMPLE", "set_commands"]

SET_EXAMPLE = "kg evaluate scierc benchmarks/scierc"
_ABOUT = {
    "scierc": ("SciERC's abstracts, mentions and relations (JSON lines)", "train.jsonl and dev.jsonl or test.jsonl"),
    "scier": (
        "SciER's full texts, mentions and relations (JSON lines)",
        "train.jsonl and dev.jsonl or test.jsonl, in either of its two forms",
    ),
    "tdmsci": (
        "TDMSci's sentences, mentions (CoNLL)",
        "train.conll, of which every fifth block of 50 sentences is held out as dev, or test.conll",
    ),
    "sdu21": ("SDU21's sentences, short and long forms of acronyms (JSON)", "dev.json or test.json, and train.json if there is one"),
}
_ROWS = {
    "mention": "mentions: span, label",
    "mention_span": "mentions: span",
    "relation": "relations: both spans",
    "relation_typed": "relations: typed ends",
}
_WIDE = 80
_LABEL = 26


def _command(name: str, does: str, files: str) -> click.Command:
    def run(path: Path, split: str, as_json: bool) -> None:
        """Measure on a set and print it."""
        from kg.setscore import evaluate_set

        with progress_bar(f"{name}: reading") as advance:
            evaluation = evaluate_set(name, path, split=split, progress=advance)
        if as_json:
            echo_json(_scores(evaluation))
        else:
            click.echo("\n".join(_tables(evaluation)))

    text = f"""Score on {does}.

    PATH is the folder of the set's own files, as published: {files}. Or it is one such file, which is scored.
    Printed beside each other: (a) the extractor as it ships, its labels read as the set's; (b) where there is a train file, a
    head refitted on it, which never ships; and the published figures of others. A test file is read only with --split test.
    """
    options = [
        click.argument("path", type=click.Path(path_type=Path)),
        click.option("--split", type=click.Choice(["dev", "test"]), default="dev", show_default=True, help="The part that is scored."),
        click.option("--json", "as_json", is_flag=True, help="Print every score as one JSON object."),
    ]
    for option in reversed(options):
        run = option(run)
    return click.command(
        name, help=text, short_help=f"Score on {does}.", epilog=f"\b\nExample:\n  {SET_EXAMPLE.replace('scierc', name)}\n"
    )(run)


def set_commands() -> list[click.Command]:
    """Return a command for each public set."""
    return [_command(name, does, files) for name, (does, files) in _ABOUT.items()]


def _counts(count: Count) -> dict[str, float]:
    shares = {"precision": count.precision, "recall": count.recall, "f1": count.f1}
    return {**{name: round(value, 4) for name, value in shares.items()}, "tp": count.tp, "fp": count.fp, "fn": count.fn}


def _shown(gold: GoldSet) -> list[str]:
    """Return the measures that a set has gold for."""
    return [name for name in _ROWS if gold.rules or not name.startswith("relation")]


def _scores(evaluation: SetEvaluation) -> dict[str, object]:
    """Return an evaluation as plain values for JSON."""
    from kg.evaluate.sets.compare import only

    gold, parts = evaluation.gold, evaluation.parts
    systems = {
        system.key.strip("()"): {
            "system": system.title,
            **{
                name: {**_counts(system.measures[name].total), "by": {label: _counts(c) for label, c in system.measures[name].by.items()}}
                for name in _shown(gold)
            },
            "mention_mapped": _counts(only(system.measures["mention"], set(gold.labels.values()))),
            "macro": dict(zip(("precision", "recall", "f1"), _macro(system.measures["mention"]), strict=True)),
        }
        for system in evaluation.systems
    }
    return {
        "set": gold.name,
        "source": gold.source,
        "licence": gold.licence,
        "scored": {"file": parts.where, "texts": len(parts.scored), "split": parts.cut or None},
        "refitted_on": {"file": parts.train_where, "texts": len(parts.train)} if parts.train else None,
        "extractor": evaluation.extractor,
        "labels": dict(gold.labels),
        "labels_without_counterpart": list(gold.lone),
        "relations": [_rule(rule) for rule in _rules(gold)],
        "relations_without_counterpart": list(gold.lone_relations),
        "systems": systems,
        "goal": gold.goal,
        "published": [{"system": f.system, "measure": f.measure, "f1": f.value, "source": f.source} for f in gold.figures],
    }


def _macro(measure: Measure) -> list[float]:
    from kg.evaluate.sets.compare import macro

    return [round(value, 4) for value in macro(measure)]


def _rules(gold: GoldSet) -> Iterator[tuple[str, str]]:
    for rule in gold.rules:
        ours = f"{rule.predicate} of a {rule.subject}" if rule.subject else rule.predicate
        yield f"{ours} (ends turned)" if rule.reverse else ours, rule.label


def _rule(pair: tuple[str, str]) -> str:
    return " = ".join(pair)


def _paragraph(head: str, text: str) -> list[str]:
    return wrap(f"{head} {text}", _WIDE, subsequent_indent=" " * (len(head) + 1), break_long_words=False, break_on_hyphens=False)


def _tables(evaluation: SetEvaluation) -> Iterator[str]:
    gold, parts = evaluation.gold, evaluation.parts
    yield gold.title
    yield from _paragraph("source:", f"{gold.source}; licence: {gold.licence}")
    yield f"scored: {parts.where}, {len(parts.scored)} texts"
    if parts.cut:
        yield from _paragraph("split:", parts.cut)
    yield ""
    for system in evaluation.systems:
        yield from _paragraph(system.key, system.title)
    if not parts.train:
        yield from _paragraph("(b)", "not run: it needs a train file of the set in the folder")
    yield f"extractor: {evaluation.extractor}"
    yield from _paragraph("labels:", _mapping([_rule(pair) for pair in gold.labels.items()], gold.lone))
    if gold.rules:
        yield from _paragraph("relations:", _mapping([_rule(pair) for pair in _rules(gold)], gold.lone_relations))
    for name in _shown(gold):
        yield ""
        yield from _table(evaluation, name)
    yield ""
    yield from _published(gold)


def _mapping(pairs: list[str], lone: tuple[str, ...]) -> str:
    return "; ".join(pairs) + (f"; nothing of ours = {', '.join(lone)}" if lone else "")


def _table(evaluation: SetEvaluation, name: str) -> Iterator[str]:
    from kg.evaluate.sets.compare import only

    gold = evaluation.gold
    systems = [system for system in evaluation.systems if name in ("mention", "mention_span") or system.key == "(a)"]
    measures = [system.measures[name] for system in systems]
    yield f"{_ROWS[name]:{_LABEL}}" + "".join(f"{system.key + ' P':>8}{'R':>6}{'F1':>6}" for system in systems) + f"{'gold':>7}"
    yield _row("all labels", [measure.total for measure in measures])
    known = {*gold.labels.values(), *(label for _, label in _rules(gold))}
    if any(label not in known for measure in measures for label in measure.by):
        yield _row("all with a counterpart", [only(measure, known) for measure in measures])
    if gold.acronyms:
        yield _shares("macro, as the task scores", [_macro(measure) for measure in measures])
    if name not in ("mention", "relation"):
        return
    labels = sorted({label for measure in measures for label in measure.by})
    for label in labels:
        yield _row(f"  {label}", [_of(measure.by, label) for measure in measures])


def _of(by: Mapping[str, Count], label: str) -> Count:
    from kg.evaluate import Count

    return by.get(label, Count())


def _row(title: str, counts: list[Count]) -> str:
    gold = counts[0].tp + counts[0].fn
    return _shares(title, [[count.precision, count.recall, count.f1] for count in counts]) + f"{gold:7}"


def _shares(title: str, rows: list[list[float]]) -> str:
    return f"{title:{_LABEL}}" + "".join(f"{p:8.3f}{r:6.3f}{f:6.3f}" for p, r, f in rows)


def _published(gold: GoldSet) -> Iterator[str]:
    if gold.goal is not None:
        yield f"our goal for (b), mentions: span, label: F1 {gold.goal:.3f}"
    if not gold.figures:
        yield "published figures of others: none that we could check at its source"
        return
    yield "published F1 of others, on the set's test file:"
    for figure in gold.figures:
        yield f"  {_ROWS.get(figure.measure, figure.measure):22}{figure.value:6.3f}  {figure.system}: {figure.source}"
