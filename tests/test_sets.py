import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.evaluate import evaluate
from kg.errors import ReadError
from kg.evaluate import Count
from kg.evaluate.sets import SETS, load_set
from kg.evaluate.sets.compare import compare_texts, macro
from kg.evaluate.sets.head import Featured, marked, refit, tag, tags_of
from kg.evaluate.sets.labelled import Labelled, Rule, rebuild
from kg.evaluate.sets.scier import locate
from kg.model import Definition, Extraction, LocalEntity, Mention, Relation
from kg.schema import ENTITY_LABELS, RELATIONS
from kg.setscore import evaluate_set, find_parts, set_relations

ROOT = Path(__file__).resolve().parent.parent
SCIERC = {
    "doc_key": "nests",
    "sentences": [["Finch", "-LRB-", "FN", "-RRB-", "parses", "nests", "."], ["The", "tool", "beats", "Wren", "."]],
    "ner": [[[0, 0, "Method"], [2, 2, "Method"], [5, 5, "OtherScientificTerm"]], [[8, 8, "Generic"], [10, 10, "Method"]]],
    "relations": [[[0, 0, 5, 5, "USED-FOR"]], [[8, 8, 10, 10, "COMPARE"]]],
    "clusters": [],
}
SCIER = {
    "doc_id": "7",
    "doc_tokens": "We train RCNN and CNN on Birds . CNN wins .".split(),
    "sentences": ["We train RCNN and CNN on Birds .".split(), "CNN wins .".split()],
    "ner": [[[2, 2, "Method"], [4, 4, "Method"], [6, 6, "Dataset"]], [[8, 8, "Method"]]],
    "relations": [[[4, 4, 6, 6, "Trained-With"]], []],
}
SCIER_ROWS = [
    {
        "doc_id": "7",
        "sentence": "We train RCNN and CNN on Birds .",
        "ner": [["RCNN", "Method"], ["CNN", "Method"], ["Birds", "Dataset"]],
        "rel": [["CNN", "Trained-With", "Birds"]],
        "rel_plus": [],
    },
    {"doc_id": "7", "sentence": "CNN wins .", "ner": [["CNN", "Method"]], "rel": [], "rel_plus": []},
]
CONLL = "We\t0\tO\nparse\t3\tB-TASK\nnests\t9\tI-TASK\n.\t14\tO\n\nBirds\t16\tB-DATASET\nhelps\t22\tO\n"
SDU = [
    {"id": "D-0", "tokens": "Deep nest nets ( DNN ) help CSPs .".split(), "labels": "B-long I-long I-long O B-short O O B-short O".split()},
    {"id": "D-1", "tokens": "We use MAP here .".split(), "labels": "O O B-short O O".split()},
]


def lines(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(name, path):
    return list(load_set(name).read(path))


def named(text):
    return [(text.text[start:end], label) for start, end, label in text.spans]


def test_scierc_is_read_as_a_text_with_spans_and_relations(tmp_path):
    (text,) = read("scierc", lines(tmp_path / "dev.json", SCIERC))
    assert (text.id, text.text) == ("nests", "Finch (FN) parses nests. The tool beats Wren.")
    assert named(text) == [
        *[("Finch", "Method"), ("FN", "Method"), ("nests", "OtherScientificTerm")],
        *[("tool", "Generic"), ("Wren", "Method")],
    ]
    assert text.relations == (((0, 5), (18, 23), "USED-FOR"), ((29, 33), (40, 44), "COMPARE"))
    assert [text.text[a:b] for a, b in text.sentences] == ["Finch (FN) parses nests.", "The tool beats Wren."]


def test_both_forms_of_scier_are_one(tmp_path):
    (ranges,) = read("scier", lines(tmp_path / "dev.jsonl", SCIER))
    (strings,) = read("scier", lines(tmp_path / "train.jsonl", *SCIER_ROWS))
    assert ranges == strings
    assert named(ranges) == [("RCNN", "Method"), ("CNN", "Method"), ("Birds", "Dataset"), ("CNN", "Method")]
    assert ranges.relations == (((18, 21), (25, 30), "Trained-With"),)


def test_names_of_a_sentence_are_found_as_whole_tokens_in_their_order():
    tokens = "a CNN beats an RCNN and a CNN".split()
    assert locate(tokens, [("RCNN", "M"), ("CNN", "M")]) == [(4, 4, "M"), (7, 7, "M")]
    with pytest.raises(ValueError, match="'NN' does not stand"):
        locate(tokens, [("NN", "M")])


def test_tdmsci_is_read_by_sentences(tmp_path):
    (tmp_path / "train.conll").write_text(CONLL, encoding="utf-8")
    first, second = read("tdmsci", tmp_path / "train.conll")
    assert (first.text, named(first), named(second)) == ("We parse nests.", [("parse nests", "TASK")], [("Birds", "DATASET")])
    assert (first.id, second.id) == ("1", "6")


def test_sdu21_takes_its_labels_from_the_truth_beside_where_it_has_none(tmp_path):
    (tmp_path / "dev.json").write_text(json.dumps(SDU), encoding="utf-8")
    bare = [{"id": one["id"], "tokens": one["tokens"]} for one in SDU]
    (tmp_path / "test.json").write_text(json.dumps(bare), encoding="utf-8")
    with pytest.raises(ReadError, match=r"test.json: expected a list of objects .* got no labels for 'D-0'"):
        read("sdu21", tmp_path / "test.json")
    (tmp_path / "truth.json").write_text(json.dumps([{"id": one["id"], "labels": one["labels"]} for one in SDU]), encoding="utf-8")
    assert read("sdu21", tmp_path / "test.json") == read("sdu21", tmp_path / "dev.json")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("scierc", json.dumps(SCIERC | {"ner": [[[0, 99, "Method"]], []]}), "dev.x:1: .* got token 0 to 99 of 12"),
        ("scierc", json.dumps({"sentences": []}), "dev.x:1: expected .* got no 'ner'"),
        ("scierc", "[]", "dev.x:1: expected an object of .*, got list"),
        ("scier", "\n" + json.dumps(SCIER_ROWS[0] | {"ner": [["Wren", "Method"]]}), "dev.x:2: .* got 'Wren' does not stand"),
        ("tdmsci", "We\t0\tO\n\nparse\t3\tTASK\n", "dev.x:3: expected a token and its tag .* not 'TASK'"),
        ("sdu21", json.dumps([SDU[0] | {"labels": ["O"]}]), "dev.x: .* got a tag for each of 9 tokens, not 1"),
        ("sdu21", json.dumps(SCIERC) + "\n" + json.dumps(SCIERC), "dev.x: expected a list of objects"),
    ],
)
def test_a_file_of_another_shape_is_told_with_its_line(tmp_path, name, content, message):
    (tmp_path / "dev.x").write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read(name, tmp_path / "dev.x")


@pytest.mark.parametrize("name", sorted(SETS))
def test_label_maps_speak_of_labels_that_exist(name):
    gold = load_set(name)
    assert gold.acronyms or set(gold.labels) <= set(ENTITY_LABELS)
    assert {rule.predicate for rule in gold.rules} <= {*RELATIONS, "acronym"}
    assert not {*gold.lone} & {*gold.labels.values()}
    assert not {*gold.lone_relations} & {rule.label for rule in gold.rules}


def test_no_set_reaches_the_training():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "kg" / "training").glob("*.py")]
    assert sources
    assert not any(word in source for source in sources for word in ("evaluate.sets", "setscore"))


def test_the_parts_of_a_folder(tmp_path):
    for split in ("train", "dev", "test"):
        lines(tmp_path / f"{split}.jsonl", SCIERC | {"doc_key": split})
    gold = load_set("scierc")
    parts = find_parts(gold, tmp_path, "dev")
    assert [(part.id) for part in (*parts.scored, *parts.train)] == ["dev", "train"]
    assert find_parts(gold, tmp_path, "test").where == "test.jsonl"
    alone = find_parts(gold, tmp_path / "test.jsonl", "dev")
    assert (alone.where, alone.train) == ("test.jsonl", ())


def test_a_set_without_dev_is_cut_in_blocks(tmp_path):
    (tmp_path / "train_v2.conll").write_text("".join(f"w{n}\t0\tO\n\n" for n in range(320)), encoding="utf-8")
    parts = find_parts(load_set("tdmsci"), tmp_path, "dev")
    # Blocks of 50: the fifth, sentences 200 to 249, is dev.
    assert [text.text for text in parts.scored] == [f"w{n}" for n in range(200, 250)]
    assert (len(parts.train), parts.where) == (270, "part of train_v2.conll")
    assert "50 sentences" in parts.cut


@pytest.mark.parametrize(
    ("name", "split", "message"),
    [
        ("scierc", "dev", "expected dev.jsonl, beside it train.jsonl to refit on, of SciERC, got readme.md"),
        ("tdmsci", "dev", "expected train.conll of TDMSci, got readme.md"),
        ("tdmsci", "test", "expected test.conll, beside it train.conll"),
    ],
)
def test_a_wrong_folder_is_told_what_is_expected(tmp_path, name, split, message):
    (tmp_path / "readme.md").touch()
    with pytest.raises(ReadError, match=message):
        find_parts(load_set(name), tmp_path, split)
    with pytest.raises(ReadError, match="nothing of that name"):
        find_parts(load_set(name), tmp_path / "none", split)


def test_two_files_of_one_split_are_an_error(tmp_path):
    for name in ("dev_a.jsonl", "dev_b.jsonl"):
        lines(tmp_path / name, SCIERC)
    with pytest.raises(ReadError, match=r"expected one file of the dev split, got dev_a.jsonl, dev_b.jsonl"):
        find_parts(load_set("scierc"), tmp_path, "dev")


def test_spans_and_relations_are_counted_by_label():
    text = "Finch beats Wren on nests"
    gold = Labelled("a", text, ((0, 25),), ((0, 5, "M"), (12, 16, "M"), (20, 25, "D")), (((0, 5), (12, 16), "COMPARE"),))
    found = Labelled("a", text, ((0, 25),), ((0, 5, "M"), (12, 16, "D"), (6, 11, "M")), (((12, 16), (0, 5), "COMPARE"),))
    measures = compare_texts([gold], [found], {"COMPARE"})
    assert measures["mention"].by == {"D": Count(0, 1, 1), "M": Count(1, 1, 1)}
    assert measures["mention_span"].total == Count(2, 1, 1)
    # The pair is right either way round, but Wren has the wrong label.
    assert measures["relation"].total == Count(1, 0, 0)
    assert measures["relation_typed"].total == Count(0, 1, 1)
    assert compare_texts([gold], [found])["relation"].total == Count(0, 1, 1)


def test_the_macro_of_the_acronym_task():
    # Long: P 1, R 1/2; short: P 1/2, R 1. Macro: P 3/4, R 3/4.
    spans = {"gold": ((0, 1, "long"), (2, 3, "long"), (4, 5, "short")), "found": ((0, 1, "long"), (4, 5, "short"), (6, 7, "short"))}
    gold, found = (Labelled("a", "", (), spans[key]) for key in ("gold", "found"))
    assert macro(compare_texts([gold], [found])["mention"]) == (0.75, 0.75, 0.75)


def mention(text, string, entity, label="Method"):
    start = text.index(string)
    return Mention("abstract", start, start + len(string), string, label, entity, "x", 1.0)


def test_relations_of_entities_become_relations_of_near_mentions():
    text = Labelled("a", "Wren and Finch nets (FN) parse nests. Finch uses twigs.", ((0, 37), (38, 55)))
    mentions = [mention(text.text, *pair) for pair in (("Finch nets", "Finch"), ("FN", "Finch"), ("nests", "nest"))]
    definition = Definition("abstract", "FN", "Finch nets", (21, 23), (9, 19))
    found = Extraction(
        entities=(LocalEntity("Finch", "Method", "USES", 1.0), LocalEntity("nest", "Task", "USES", 1.0)),
        relations=(Relation("Finch", "USED_FOR", "nest", 1.0), Relation("nest", "IS_A", "Finch", 1.0)),
        definitions=(definition,),
    )
    rules = (Rule("USED_FOR", "U"), Rule("IS_A", "T", subject="Task", reverse=True), Rule("IS_A", "C"), Rule("acronym", "S"))
    assert list(set_relations(rules, text, mentions, found)) == [
        ((21, 23), (31, 36), "U"),
        ((21, 23), (31, 36), "T"),
        ((21, 23), (9, 19), "S"),
    ]


def by_letters(text):
    """The features of a test: each word and whether it begins with a capital."""
    words = [(at, at + len(word)) for word in text.text.split() for at in [text.text.index(word)]]
    yield Featured(tuple(words), [{text.text[a:b]: 1.0, f"capital={text.text[a].isupper()}": 1.0} for a, b in words])


def test_a_head_learns_what_its_train_file_marks():
    train = [Labelled(str(n), f"we see {name} here", (), ((7, 12, "Bird"),)) for n, name in enumerate(("Finch", "Robin", "Goose"))]
    head = refit(train, by_letters)
    (found,) = tag(head, [Labelled("x", "now see Heron twice", (), ((0, 3, "Bird"),))], by_letters)
    assert named(found) == [("Heron", "Bird")]
    assert refit(train, by_letters) == head


def test_of_overlapping_spans_the_longest_is_learnt():
    words = [(0, 4), (5, 9), (10, 14)]
    assert tags_of(words, [(5, 9, "A"), (0, 9, "B"), (10, 12, "C")]) == ["B-B", "I-B", "O"]


@given(st.lists(st.sampled_from(["O", "B-A", "I-A", "B-B", "I-B"]), max_size=8))
def test_tags_of_marked_spans_mark_them_again(tags):
    words = [(3 * n, 3 * n + 2) for n in range(len(tags))]
    spans = marked(words, tags)
    assert marked(words, tags_of(words, spans)) == spans


tokens = st.sampled_from(["deep", "net", "-LRB-", "-RRB-", "-", ",", ".", "(", ")", "%", "3", "'s", "``", "''", "/"])


@given(st.lists(st.lists(tokens, min_size=1, max_size=8), max_size=4))
def test_a_rebuilt_text_holds_every_token_in_order(sentences):
    text, bounds, places = rebuild(sentences)
    flat = [token.replace("-LRB-", "(").replace("-RRB-", ")") for sentence in sentences for token in sentence]
    assert [text[a:b] for a, b in places] == flat
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert [text[a:b].strip() for a, b in bounds] == [text[a:b] for a, b in bounds]
    assert len(text.replace(" ", "")) == sum(map(len, flat))


@pytest.fixture
def acronyms(tmp_path):
    (tmp_path / "dev.json").write_text(json.dumps(SDU), encoding="utf-8")
    return tmp_path


def test_the_tables_of_a_set_fit_80_columns_and_say_what_was_not_run(acronyms):
    result = CliRunner().invoke(evaluate, ["sdu21", str(acronyms)])
    assert result.exit_code == 0, result.output
    rows = result.stdout.splitlines()
    assert max(map(len, rows)) <= 80
    assert "(b) not run: it needs a train file of the set in the folder" in rows
    # DNN and its long form are found; CSPs and MAP only as words that look like acronyms.
    assert "all labels                   1.000 0.500 0.667   1.000 1.000 1.000      4" in rows
    assert "  short                      1.000 0.333 0.500   1.000 1.000 1.000      3" in rows
    assert any("0.855  Schwartz-Hearst" in row for row in rows)


def test_json_holds_the_label_map_and_every_score(acronyms):
    scores = json.loads(CliRunner().invoke(evaluate, ["sdu21", str(acronyms / "dev.json"), "--json"]).stdout)
    assert scores["labels"] == {"acronym": "short", "its long form": "long"}
    assert scores["systems"]["a"]["mention"]["by"]["long"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0}
    assert (scores["refitted_on"], scores["systems"]["a"]["macro"]["recall"]) == (None, 0.6667)


def test_the_extractor_and_a_refitted_head_are_scored_beside_each_other(tmp_path):
    lines(tmp_path / "dev.jsonl", SCIERC)
    lines(tmp_path / "train.jsonl", *[SCIERC] * 4)
    systems = {system.key: system for system in evaluate_set("scierc", tmp_path).systems}
    assert set(systems) == {"(a)", "(b)"}
    assert systems["(a)"].measures["mention"].by["Generic"] == Count(0, 0, 1)
    assert systems["(b)"].measures["mention"].total == Count(5, 0, 0)


@pytest.mark.parametrize("name", sorted(SETS))
def test_each_set_is_a_command_with_an_example(name):
    result = CliRunner().invoke(evaluate, [name, "--help"])
    assert f"\n  Example:\n    kg evaluate {name} benchmarks/{name}\n" in result.stdout


@pytest.mark.parametrize(("name", "folder"), [("scierc", "scierc"), ("scier", "scier"), ("tdmsci", "tdmsci"), ("sdu21", "sdu21-acronyms")])
def test_the_published_files_are_read_whole(shared, name, folder):
    gold = load_set(name)
    parts = find_parts(gold, shared / "benchmarks" / folder, "dev")
    assert {label for text in parts.scored for _, _, label in text.spans} == {*gold.labels.values(), *gold.lone}
    predicates = {label for text in parts.scored for _, _, label in text.relations}
    assert predicates == {rule.label for rule in gold.rules} | {*gold.lone_relations}
