import json

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.cli.evaluate import evaluate
from kg.evaluate import MEASURES

PAPER = {"id": "p1", "title": "Finch: sparse routing", "abstract": "We present Finch, a routing layer for translation."}
FINCH = {"name": "Finch", "type": "Method", "role": "PROPOSES", "mentions": ["Finch"]}
TASK = {"name": "translation", "type": "Task", "role": "ADDRESSES", "mentions": ["translation"]}
GOLD = {"id": "p1", "entities": [FINCH, TASK], "relations": [["Finch", "USED_FOR", "translation"]], "results": []}
FOUND = {"id": "p1", "entities": [FINCH], "relations": [], "results": []}


@pytest.fixture
def paths(tmp_path):
    rows = {"papers": PAPER, "gold": GOLD, "found": FOUND}
    for name, row in rows.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return [str(tmp_path / f"{name}.jsonl") for name in rows]


def run(*arguments):
    return CliRunner().invoke(evaluate, ["extraction", *arguments])


def test_tables_for_people_fit_80_columns(paths):
    result = run(*paths[:2], "--predictions", paths[2])
    assert result.exit_code == 0
    rows = result.stdout.splitlines()
    assert max(map(len, rows)) <= 80
    assert rows[0] == "papers: 1 with gold, 1 of them with a prediction"
    # One of two entities: P 1, R 1/2, F1 2/3; by type Method 1 and Task 0, so the macro is 1/2.
    assert "entities: with type      1.000 0.500 0.667 0.500      1      0      1" in rows
    assert "  PROPOSES               1.000 1.000 1.000            1      0      0" in rows
    assert "no lexicon" not in result.stdout


def test_the_score_without_lexicon_is_printed_beside(paths):
    result = run(*paths[:2])
    assert result.exit_code == 0
    assert "no lexicon" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "no lexicon" not in run(*paths[:2], "--no-lexicon").stdout


def test_json_holds_every_measure(paths):
    scores = json.loads(run(*paths[:2], "--predictions", paths[2], "--json").stdout)
    assert list(scores["measures"]) == list(MEASURES)
    assert scores["measures"]["relation"]["by"] == {"USED_FOR": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "tp": 0, "fp": 0, "fn": 1}}
    assert (scores["extractor"], scores["without_lexicon"]) == (None, None)


def test_json_of_the_extractor_names_it_and_holds_the_scores_without_lexicon(paths):
    scores = json.loads(run(*paths[:2], "--json").stdout)
    assert scores["extractor"]
    assert list(scores["without_lexicon"]) == list(MEASURES)


def test_predictions_and_no_lexicon_exclude_each_other(paths):
    result = run(*paths[:2], "--predictions", paths[2], "--no-lexicon")
    assert result.exit_code == 2
    assert "give one of them" in result.stderr


def test_the_help_shows_an_example():
    assert "\n  Example:\n    kg evaluate extraction dev.papers.jsonl dev.gold.jsonl\n" in run("--help").stdout


def test_malformed_gold_is_one_line_and_exit_2(paths, tmp_path, capsys):
    (tmp_path / "gold.jsonl").write_text('{"id": "p1", "entities": [{"name": "Finch", "type": "Bird"}]}\n', encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", "extraction", *paths[:2]])
    told = capsys.readouterr()
    assert (stop.value.code, told.out, len(told.err.splitlines())) == (2, "", 1)
    assert "gold.jsonl:1: entities[0].mentions: expected a list" in told.err
