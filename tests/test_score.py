import json

import pytest

from kg.errors import ReadError
from kg.evaluate import Count
from kg.score import evaluate_extraction, read_annotations

PAPERS = [
    {
        "id": "p1",
        "title": "Finch: sparse routing for translation",
        "abstract": "We present Finch, a routing layer. Finch gains 4 BLEU on WMT14.",
    },
    {"id": "p2", "title": "A survey of nests", "abstract": "Nests are everywhere."},
]
FINCH = {"name": "Finch", "type": "Method", "role": "PROPOSES", "mentions": ["Finch"]}
NEST = {"name": "nest", "type": "Concept", "role": "STUDIES", "mentions": ["nests", "Nests"]}
GOLD = [{"id": "p1", "entities": [FINCH], "relations": [], "results": []}, {"id": "p2", "entities": [NEST]}]


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    return lines(tmp_path / "papers.jsonl", PAPERS), lines(tmp_path / "gold.jsonl", GOLD)


def test_predictions_of_any_system_are_scored(files, tmp_path):
    # Finch stands three times in p1; p2 has no prediction: "nests" and "Nests" once each are missed.
    predictions = lines(tmp_path / "found.jsonl", GOLD[:1])
    evaluation = evaluate_extraction(*files, predictions=predictions)
    assert evaluation.scores.measures["mention"].total == Count(3, 0, 2)
    assert (evaluation.scores.papers, evaluation.scores.predicted) == (2, 1)
    assert (evaluation.extractor, evaluation.without_lexicon) == ("", None)


def test_the_extractor_is_scored_with_its_lexicon_and_without(files):
    evaluation = evaluate_extraction(*files)
    assert evaluation.scores.measures["entity_role"].by["PROPOSES"].tp == 1
    assert evaluation.scores.predicted == evaluation.without_lexicon.predicted == 2
    assert evaluation.extractor
    assert evaluate_extraction(*files, use_lexicon=False).scores == evaluation.without_lexicon


def test_empty_lines_are_passed_over_but_counted(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('\n\n{"id": "p1", "entities": []}\n\n{"id": 1}\n', encoding="utf-8")
    found = read_annotations(path)
    assert next(found).id == "p1"
    with pytest.raises(ReadError, match=r"gold.jsonl:5: entities: expected a list, got None"):
        next(found)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "p1"', r"gold.jsonl:1: expected one JSON object a line"),
        (b'{"id": "\xe9"}', "gold.jsonl: expected UTF-8 text, got byte 0xe9"),
    ],
)
def test_a_file_that_is_no_json_lines_is_told(tmp_path, content, message):
    (tmp_path / "gold.jsonl").write_bytes(content)
    with pytest.raises(ReadError, match=message):
        list(read_annotations(tmp_path / "gold.jsonl"))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ReadError, match=r"none.jsonl: expected a file of JSON lines, got: No such file"):
        list(read_annotations(tmp_path / "none.jsonl"))
