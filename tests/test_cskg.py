from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kg.cli.evaluate import evaluate
from kg.errors import ReadError
from kg.evaluate.cskg import Triple, all_features, compare, read_triples, surface
from kg.evaluate.logistic import fit_logistic
from kg.evaluate.support import RULES, fit_constant
from kg.graph import SHARED_ERROR, combined_confidence
from kg.model import NO_SPAN, Evidence

COLUMNS = "subj rel obj support sources files subj_type obj_type random_generated cskg ann1 ann2 ann3 gs".split()


def row(subject: str, support: object, right: int, *, kept: int = 1, sources: str = "{'pattern', 'parser'}") -> dict[str, object]:
    cells = {"subj": subject, "rel": "uses", "obj": "parsing", "support": support, "sources": sources, "subj_type": "Method"}
    return cells | {"obj_type": "Task", "cskg": kept, "gs": right}


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def some_rows(prefix: str, count: int = 40) -> list[dict[str, object]]:
    """Half of one paper, of which every fourth is right; half of five, of which all but every tenth are."""
    single = [row(f"{prefix} finch {i}", 1, int(i % 4 == 0)) for i in range(count // 2)]
    return single + [row(f"{prefix} heron {i}", 5, int(i % 10 > 0)) for i in range(count // 2)]


def triple(origin: str, support: int, right: bool, *, subject: str = "finch") -> Triple:
    return Triple(origin, subject, "uses", "parsing", ("Method", "Task"), support, ("parser",), True, right)


def test_a_row_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "NLP.csv", [row("finch", 2, 1, kept=0), row("wren", "", 0, sources="")])
    first, second = read_triples(path)
    assert first == Triple("NLP", "finch", "uses", "parsing", ("Method", "Task"), 2, ("parser", "pattern"), False, True)
    assert (second.support, second.sources, second.right) == (0, (), False)


def test_a_row_that_two_files_hold_counts_once_for_the_smaller(tmp_path: Path) -> None:
    write(tmp_path / "All.csv", [row("finch", 2, 1), row("wren", 1, 0), row("heron", 1, 1)])
    write(tmp_path / "ML.csv", [row("finch", 2, 1), row("wren", 1, 0)])
    assert sorted((t.subject, t.origin) for t in read_triples(tmp_path)) == [("finch", "ML"), ("heron", "All"), ("wren", "ML")]


@pytest.mark.parametrize(
    ("cell", "said"), [({"gs": "maybe"}, "gs: expected 0 or 1, got 'maybe'"), ({"support": "1.5"}, "support: expected a count, got '1.5'")]
)
def test_what_is_no_number_is_told_with_its_line(tmp_path: Path, cell: dict[str, str], said: str) -> None:
    path = write(tmp_path / "ML.csv", [row("finch", 1, 1), row("wren", 1, 1) | cell])
    with pytest.raises(ReadError, match=r"ML\.csv:3: " + said.replace(".", r"\.")):
        read_triples(path)


def test_a_csv_of_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("subj,rel\na,b\n", encoding="utf-8")
    with pytest.raises(ReadError, match="columns of CS-KG3600, obj, support, sources"):
        read_triples(tmp_path)


def test_a_folder_without_csv_and_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="found none"):
        read_triples(tmp_path)
    with pytest.raises(ReadError, match="No such file"):
        read_triples(tmp_path / "none.csv")


def test_triples_of_no_paper_are_in_no_rule() -> None:
    with pytest.raises(ReadError, match="support of 1 or more"):
        compare([triple("ML", 0, False)])
    assert compare([*some("ML"), triple("ML", 0, False)]).random == 1


def some(origin: str) -> list[Triple]:
    single = [triple(origin, 1, i % 4 == 0, subject=f"finch {i}") for i in range(20)]
    return single + [triple(origin, 5, i % 10 > 0, subject=f"heron {i}") for i in range(20)]


def test_precision_and_confidence_are_told_by_support() -> None:
    classes = compare(some("ML")).classes
    assert [(c.papers, c.count, c.precision) for c in classes] == [("1", 20, 0.25), ("5-9", 20, 0.9)]
    assert classes[0].constant == pytest.approx(0.25, abs=0.01)  # what is fitted leaves out a fold
    assert 0.7 < classes[1].constant <= 1 - 0.75**5  # at most that of five papers that err apart


def test_support_that_tells_makes_a_rule_better_than_none() -> None:
    for lines in compare(some("ML")).rules.values():
        loss = {line.rule: line.judged.log_loss for line in lines}
        assert list(loss) == list(RULES) and loss["shared error"] < loss["best paper"]


def test_each_file_is_tested_by_what_the_others_teach() -> None:
    other = [triple("IR", t.support, not t.right, subject=t.subject) for t in some("IR")]
    line = compare([*some("ML"), *other]).rules["constant"][-1]
    assert set(line.left_out) == {"IR", "ML"} and min(line.left_out.values()) > 0.7  # worse than no idea: each teaches the contrary
    assert compare(some("ML")).rules["constant"][-1].left_out == {}


def test_what_cs_kg_kept_is_judged_by_f1() -> None:
    kept = [triple("ML", 1, True, subject="a"), triple("ML", 1, False, subject="b"), triple("ML", 0, True, subject="c")]
    found = compare(kept)
    # all three are kept: of the two with a paper one is right, F1 2/3; of all two are, F1 4/5
    assert (found.pipeline_f1, found.pipeline_f1_with_random) == (pytest.approx(2 / 3), pytest.approx(0.8))


def test_the_comparison_is_the_same_for_any_order() -> None:
    assert compare(some("ML")[::-1]) == compare(some("ML"))


def test_the_regression_learns_a_feature_and_passes_over_rare_ones() -> None:
    rows = [{"good": 1.0}] * 20 + [{"bad": 1.0}] * 20 + [{"rare": 1.0}]
    chance = fit_logistic(rows, [True] * 20 + [False] * 20 + [True])
    good, bad, rare, unknown = chance([{"good": 1.0}, {"bad": 1.0}, {"rare": 1.0}, {}])
    assert good > 0.75 and bad < 0.25 and rare == unknown


def test_the_regression_stands_outcomes_that_are_all_one() -> None:
    assert fit_logistic([{"a": 1.0}] * 5, [True] * 5)([{"a": 1.0}])[0] > 0.9


def test_features_tell_form_and_support() -> None:
    shown = surface(triple("ML", 3, True, subject="Parsing model 2"))
    assert (shown["s:digit"], shown["o:digit"], shown["within"], shown["s:short"]) == (1.0, 0.0, 1.0, 1.0)
    assert "papers=3-4" in all_features(triple("ML", 3, True)) and not any(name.startswith("papers") for name in shown)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_keeps_one_paper_and_grows_with_papers(name: str) -> None:
    rule, papers = RULES[name], np.array([1.0, 2.0, 9.0])
    for constant in rule.constants[:: max(1, len(rule.constants) // 7)]:
        confidences = rule.combine(np.full(3, 0.3), papers, constant)
        assert confidences[0] == pytest.approx(0.3) and np.all(np.diff(confidences) >= -1e-12)


def test_the_rule_of_the_graph_is_the_one_compared() -> None:
    pieces = [Evidence(f"p{i}", "title", 0, 1, "x", NO_SPAN, (0, 1), "hand", 0.3) for i in range(4)]
    compared = RULES["shared error"].combine(np.array([0.3]), np.array([4.0]), SHARED_ERROR)
    assert combined_confidence(pieces) == pytest.approx(compared[0], abs=1e-6)


def test_a_constant_is_fitted_to_what_is_right() -> None:
    # 50 papers of .5 that err apart are sure; .75 of them right are what a shared error of 1/2 gives
    assert fit_constant(RULES["shared error"], np.full(4, 0.5), np.full(4, 50.0), np.array([1.0, 1.0, 1.0, 0.0])) == 0.5


def test_tables_fit_80_columns_and_json_holds_every_figure(tmp_path: Path) -> None:
    for name in ("ML", "IR"):
        write(tmp_path / f"{name}.csv", [*some_rows(name), row("crow", "", 0)])
    told = CliRunner().invoke(evaluate, ["cskg3600", str(tmp_path)])
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0] == "triples with a paper: IR 40, ML 40; left out, without a paper: 1"  # of the two crows, one
    assert max(map(len, lines)) <= 80 and "  shared error" in told.stdout
    figures = json.loads(CliRunner().invoke(evaluate, ["cskg3600", str(tmp_path), "--json"]).stdout)
    assert set(figures["rules"]) == {"constant", "own"} and set(figures["rules"]["own"][0]["judged"]) >= {"log_loss", "ece", "brier", "auc"}


def test_the_constant_of_the_graph_is_the_fitted_one(shared: Path) -> None:
    found = compare(read_triples(shared / "benchmarks" / "cskg3600"))
    fitted = {line.rule: line for line in found.rules["own"]}["shared error"]
    assert fitted.constant == SHARED_ERROR and fitted.judged.ece < 0.05
    assert {c.papers: round(c.precision, 2) for c in found.classes} == {"1": 0.39, "2": 0.53, "3-4": 0.75, "5-9": 0.86, "10+": 0.86}
