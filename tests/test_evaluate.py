import json
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.evaluate import MEASURES, Count, compare, normal_value, score, to_dict
from kg.evaluate.annotation import Annotation, Thing, annotation, expand
from kg.evaluate.matching import match
from kg.model import Paper

TITLE = "Finch: sparse routing for translation"
ABSTRACT = "We present Finch, a sparse routing layer. On Nestbench Finch gains 4.1 BLEU over the dense layer."
PAPER = Paper(TITLE, abstract=ABSTRACT, record_id="p1")


def entity(name, label, role="USES", *strings):
    return {"name": name, "type": label, "role": role, "mentions": list(strings) or [name]}


def record(*entities, relations=(), results=(), key="p1", **more):
    return {"id": key, "entities": list(entities), "relations": [list(r) for r in relations], "results": list(results), **more}


FINCH = entity("Finch", "Method", "PROPOSES")
ROUTING = entity("sparse routing", "Method", "USES")
TRANSLATION = entity("translation", "Task", "ADDRESSES")
NESTBENCH = entity("Nestbench", "Dataset", "EVALUATES_ON")
BLEU = entity("BLEU", "Metric", "REPORTS")
DENSE = entity("dense layer", "Method", "COMPARES_WITH")
RELATIONS = (("Finch", "USED_FOR", "translation"), ("Finch", "OUTPERFORMS", "dense layer"), ("Finch", "EVALUATED_ON", "Nestbench"))
RESULT = {"value": "4.1", "method": "Finch", "metric": "BLEU", "dataset": "Nestbench", "task": None, "baseline": "dense layer"}
GOLD = record(FINCH, ROUTING, TRANSLATION, NESTBENCH, BLEU, DENSE, relations=RELATIONS, results=[RESULT])


def counts(name, predicted, gold=GOLD):
    found = score([PAPER], [gold], [predicted] if predicted else []).measures[name]
    return found.total.tp, found.total.fp, found.total.fn


def test_gold_against_itself_is_perfect():
    # Mentions: Finch 3 (title, abstract twice), sparse routing 2, translation 1, Nestbench 1, BLEU 1, dense layer 1.
    assert counts("mention", GOLD) == counts("mention_span", GOLD) == (9, 0, 0)
    assert counts("entity", GOLD) == counts("entity_type", GOLD) == counts("entity_role", GOLD) == (6, 0, 0)
    assert counts("relation", GOLD) == counts("relation_strict", GOLD) == counts("relation_ends", GOLD) == (3, 0, 0)
    assert counts("result", GOLD) == counts("result_value", GOLD) == counts("result_full", GOLD) == (1, 0, 0)


def test_no_prediction_counts_as_an_empty_one():
    scores = score([PAPER], [GOLD], [])
    assert (scores.papers, scores.predicted) == (1, 0)
    assert [scores.measures[name].total.fn for name in MEASURES] == [9, 9, 6, 6, 6, 3, 3, 3, 1, 1, 1]
    assert {scores.measures[name].total.f1 for name in MEASURES} == {0.0}
    assert score([PAPER], [GOLD], [record()]).measures == scores.measures


def test_a_wider_boundary_is_one_wrong_and_one_missed_each_time():
    # "sparse routing layer" stands once, in the abstract; in the title the gold's "sparse routing" is missed as well.
    wide = record(entity("sparse routing", "Method", "USES", "sparse routing layer"))
    assert counts("mention_span", wide, record(ROUTING)) == (0, 1, 2)
    assert counts("entity", wide, record(ROUTING)) == (0, 1, 1)


def test_a_wrong_type_is_right_as_a_span():
    concept = record(FINCH, entity("sparse routing", "Concept", "USES"))
    gold = record(FINCH, ROUTING)
    assert counts("mention_span", concept, gold) == (5, 0, 0)
    assert counts("mention", concept, gold) == (3, 2, 2)
    assert counts("entity", concept, gold) == (2, 0, 0)
    assert counts("entity_type", concept, gold) == (1, 1, 1)
    assert counts("entity_role", concept, gold) == (2, 0, 0)


def test_measures_that_look_away_from_the_type_count_under_the_type_of_the_gold():
    concept = record(FINCH, entity("sparse routing", "Concept", "USES"), entity("layer", "Concept"))
    spans = score([PAPER], [record(FINCH, ROUTING)], [concept]).measures["mention_span"]
    # layer stands twice, after "sparse routing" and after "dense"; both are wrong and of the predicted type.
    assert spans.by == {"Concept": Count(0, 2, 0), "Method": Count(5, 0, 0)}
    # Method: F1 1; Concept: 0. Micro: 2*5 / (2*5 + 2).
    assert (spans.macro_f1, spans.total.f1) == (0.5, 10 / 12)


def test_proposes_has_its_own_score():
    # Right: Finch. Wrong: the dense layer, which the gold compares with. Missed: nothing. P 1/2, R 1, F1 2/3.
    predicted = record(FINCH, entity("dense layer", "Method", "PROPOSES"))
    by = score([PAPER], [record(FINCH, DENSE)], [predicted]).measures["entity_role"].by
    assert by == {"COMPARES_WITH": Count(0, 0, 1), "PROPOSES": Count(1, 1, 0)}
    assert by["PROPOSES"].f1 == pytest.approx(2 / 3)


def test_an_entity_split_in_two_is_matched_once():
    gold = record(entity("Finch", "Method", "PROPOSES", "Finch", "Finch gains"))
    split = record(entity("a", "Method", "PROPOSES", "Finch"), entity("b", "Method", "PROPOSES", "Finch gains"))
    assert counts("entity", split, gold) == (1, 1, 0)


def test_two_entities_in_one_are_matched_once():
    merged = record(entity("Finch", "Method", "PROPOSES", "Finch", "sparse routing"))
    assert counts("entity", merged, record(FINCH, ROUTING)) == (1, 0, 1)


def test_matching_takes_the_most_pairs_before_the_closest_pair():
    # a shares three strings with x and one with y, b one with x: pairing a-x, the closest, would leave b and y alone.
    gold = [Thing(("1", "2", "3", "5"), "a", "Method", "USES"), Thing(("4",), "b", "Method", "USES")]
    predicted = [Thing(("1", "2", "3", "4"), "x", "Method", "USES"), Thing(("5",), "y", "Method", "USES")]
    assert match(gold, predicted) == {0: 1, 1: 0}


def test_matching_prefers_shared_strings_then_the_label_then_the_role():
    close, typed = Thing(("KV", "KVs"), "a", "Method", "USES"), Thing(("KV",), "b", "Concept", "STUDIES")
    assert match([Thing(("KV", "KVs"), "KV", "Concept", "STUDIES")], [close, typed]) == {0: 0}
    gold = [Thing(("KV",), "KV", "Concept", "STUDIES")]
    assert match(gold, [Thing(("KV",), "a", "Method", "STUDIES"), Thing(("KV",), "b", "Concept", "USES")]) == {1: 0}
    assert match(gold, [Thing(("KV",), "a", "Concept", "USES"), Thing(("KV",), "b", "Concept", "STUDIES")]) == {1: 0}


def test_a_swapped_relation_is_wrong():
    gold = record(FINCH, DENSE, relations=[("Finch", "OUTPERFORMS", "dense layer")])
    swapped = record(FINCH, DENSE, relations=[("dense layer", "OUTPERFORMS", "Finch")])
    assert counts("relation", swapped, gold) == counts("relation_ends", swapped, gold) == (0, 1, 1)


def test_relation_ends_go_by_the_matching_not_by_the_name():
    gold = record(FINCH, DENSE, relations=[("Finch", "OUTPERFORMS", "dense layer")])
    renamed = record(
        entity("F", "Method", "USES", "Finch"), entity("D", "Concept", "USES", "dense layer"), relations=[("F", "OUTPERFORMS", "D")]
    )
    assert counts("relation", renamed, gold) == (1, 0, 0)
    assert counts("relation_strict", renamed, gold) == (0, 1, 1)


def test_relations_are_counted_by_predicate():
    predicted = record(FINCH, NESTBENCH, DENSE, relations=[("Finch", "EVALUATED_ON", "Nestbench"), ("Finch", "BASED_ON", "dense layer")])
    measures = score([PAPER], [GOLD], [predicted]).measures
    assert measures["relation"].by == {
        "BASED_ON": Count(0, 1, 0),
        "EVALUATED_ON": Count(1, 0, 0),
        "OUTPERFORMS": Count(0, 0, 1),
        "USED_FOR": Count(0, 0, 1),
    }
    assert measures["relation_ends"].by["OUTPERFORMS"] == Count(1, 0, 0)


def test_a_relation_of_an_unmatched_entity_is_wrong():
    predicted = record(FINCH, entity("rose", "Task", "ADDRESSES"), relations=[("Finch", "USED_FOR", "rose")])
    assert counts("relation", predicted) == (0, 1, 3)


def test_a_repeated_relation_counts_once():
    twice = record(FINCH, TRANSLATION, relations=[RELATIONS[0], RELATIONS[0]])
    assert counts("relation", twice, record(FINCH, TRANSLATION, relations=[RELATIONS[0]])) == (1, 0, 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(1, 0, 0)] * 3),
        ({"baseline": None}, [(1, 0, 0), (1, 0, 0), (0, 1, 1)]),
        ({"metric": None}, [(0, 1, 1), (1, 0, 0), (0, 1, 1)]),
        ({"value": "4.2"}, [(0, 1, 1)] * 3),
        ({"value": " 4.1 "}, [(1, 0, 0)] * 3),
    ],
)
def test_results_by_value_and_metric_by_value_and_by_all_fields(changes, expected):
    predicted = GOLD | {"results": [RESULT | changes]}
    assert [counts(name, predicted) for name in ("result", "result_value", "result_full")] == expected


def test_equal_results_count_each():
    # Three times 4.1 in gold, two predicted.
    gold, predicted = GOLD | {"results": [RESULT] * 3}, GOLD | {"results": [RESULT] * 2}
    assert counts("result", predicted, gold) == (2, 0, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.6x", "2.6 ×"),
        ("$2.6\\times$", "2.6 times"),
        ("0.2\\%", "0.2%"),
        ("1,000,000", "1000000"),
        ("3–5%", "3-5 %"),
        ("Ten-fold", "ten-fold"),
    ],
)
def test_one_figure_in_two_writings(one, other):
    assert normal_value(one) == normal_value(other)


@pytest.mark.parametrize(("one", "other"), [("up to 30%", "30%"), ("1,5", "15"), ("30%", "30"), ("-3", "3"), ("$5", "5")])
def test_two_figures(one, other):
    assert normal_value(one) != normal_value(other)


def test_offsets_of_a_prediction_stand_for_its_mentions():
    # Finch in the title is right, the abstract's two are missed; the second mark is off by one.
    found = [{"section": "title", "start": 0, "end": 5, "label": "Method"}, {"section": "title", "start": 8, "end": 14, "label": "Method"}]
    assert counts("mention", record(FINCH, mentions=found), record(FINCH)) == (1, 1, 2)


def test_offsets_in_the_body_are_left_out_and_wrong_ones_are_an_error():
    body = [{"section": "Results", "start": 900, "end": 905, "label": "Method"}]
    assert counts("mention", record(FINCH, mentions=body), record(FINCH)) == (0, 0, 3)
    outside = [{"section": "title", "start": 0, "end": 500, "label": "Method"}]
    with pytest.raises(ReadError, match="p1: mention 0-500 lies outside the title of 37 characters"):
        score([PAPER], [GOLD], [record(FINCH, mentions=outside)])


@pytest.mark.parametrize(
    ("text", "strings", "expected"),
    [
        ("LLMs and LLM", ["LLM"], ["LLM@9"]),  # not inside a word
        ("a KV cache and a cache", ["cache", "KV cache"], ["KV cache@2", "cache@17"]),  # the longest first
        ("deep net model", ["deep net", "net model"], ["net model@5"]),  # 9 letters against 8
        ("deep net deep", ["deep net", "net deep"], ["deep net@0"]),  # of one length: the first
        ("KV-cache, x_KV", ["KV"], ["KV@0"]),  # a hyphen ends a word, an underscore does not
        ("C++ and C", ["C++", "C"], ["C++@0", "C@8"]),
        ("kivi KIVI", ["KIVI"], ["KIVI@5"]),  # case counts
        ("so so so", ["so so"], ["so so@0"]),
        ("none", [], []),
    ],
)
def test_strings_stand_for_their_occurrences(text, strings, expected):
    found = expand(text, dict.fromkeys(strings, "Concept"))
    assert [f"{text[start:end]}@{start}" for start, end, _ in found] == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": 7}, "id: expected a text, got 7"),
        ({"entities": None}, "entities: expected a list"),
        ({"entities": [3]}, r"entities\[0\]: expected an object"),
        ({"entities": [FINCH | {"type": "Model"}]}, r"entities\[0\].type: expected one of Method, Dataset"),
        ({"entities": [FINCH | {"role": "LIKES"}]}, r"entities\[0\].role: expected one of PROPOSES"),
        ({"entities": [FINCH | {"mentions": "Finch"}]}, r"entities\[0\].mentions: expected a list"),
        ({"entities": [FINCH | {"mentions": [""]}]}, r"entities\[0\].mentions\[0\]: expected a text"),
        ({"entities": [FINCH, FINCH]}, "entities: expected each name once, got 'Finch'"),
        ({"relations": [["Finch", "USED_FOR"]]}, r"relations\[0\]: expected \[subject, predicate, object\]"),
        ({"relations": [["Finch", "LOVES", "BLEU"]]}, r"relations\[0\]: expected one of USED_FOR"),
        ({"relations": [["Finch", "USED_FOR", "x"]]}, r"relations\[0\]: expected the name of an entity of this record, got 'x'"),
        ({"results": [{"value": None}]}, r"results\[0\].value: expected a text"),
        ({"results": [RESULT | {"metric": "F1"}]}, r"results\[0\].metric: expected the name"),
        ({"mentions": [{"start": 5, "end": 5}]}, r"mentions\[0\]: expected integers 0 <= start < end"),
    ],
)
def test_a_malformed_record_is_told_with_its_line(change, message):
    with pytest.raises(ReadError, match=rf"^gold:2: {message}"):
        score([PAPER], [GOLD | {"id": "p0"}, GOLD | change], [])


def test_a_record_that_is_no_object_is_told():
    with pytest.raises(ReadError, match=r"^g.jsonl:4: record: expected an object, got \[\]"):
        annotation([], path="g.jsonl", line=4)


def test_ids_that_no_paper_has_or_that_stand_twice_are_errors():
    with pytest.raises(ReadError, match="1 predicted records have an id that no paper has, the first 'p9'"):
        score([PAPER], [GOLD], [GOLD | {"id": "p9"}])
    with pytest.raises(ReadError, match="1 gold records have an id"):
        score([], [GOLD], [])
    with pytest.raises(ReadError, match="'p1' stands twice in the predictions"):
        score([PAPER], [GOLD], [GOLD, GOLD])


def test_a_paper_without_gold_is_not_scored():
    other = Paper("Other", record_id="p2")
    scores = score([PAPER, other], [GOLD], [GOLD, record(key="p2")])
    assert (scores.papers, scores.predicted) == (1, 1)


def test_counts_of_papers_add_up():
    other = Paper(TITLE, abstract=ABSTRACT, record_id="p2")
    scores = score([PAPER, other], [GOLD, GOLD | {"id": "p2"}], [GOLD])
    assert scores.measures["entity"].total == Count(6, 0, 6)
    assert scores.measures["entity"].total.f1 == pytest.approx(2 / 3)


def test_scores_as_plain_values():
    measure = to_dict(score([PAPER], [record(FINCH, NESTBENCH)], [record(FINCH)]))["measures"]["entity_type"]
    assert measure == {
        **{"precision": 1.0, "recall": 0.5, "f1": 0.6667, "tp": 1, "fp": 0, "fn": 1, "macro_f1": 0.5},
        "by": {
            "Dataset": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "tp": 0, "fp": 0, "fn": 1},
            "Method": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0},
        },
    }


@pytest.mark.parametrize("part", ["dev", "train"])
def test_real_gold_against_itself_is_perfect(shared, part):
    rows, gold = ([json.loads(line) for line in (shared / "gold" / f"{part}.{kind}.jsonl").open()] for kind in ("papers", "gold"))
    scores = score([Paper(row["title"], abstract=row["abstract"], record_id=row["id"]) for row in rows], gold, gold)
    assert {(measure.total.f1, measure.macro_f1) for measure in scores.measures.values()} == {(1.0, 1.0)}
    assert scores.measures["entity"].total.tp == sum(len(record["entities"]) for record in gold)


words = st.sampled_from(["Finch", "sparse routing", "routing", "dense layer", "layer", "BLEU", "rose"])
things = st.builds(
    lambda strings, label, role: (tuple(sorted(strings)), label, role),
    st.sets(words, min_size=1, max_size=3),
    st.sampled_from(["Method", "Concept"]),
    st.sampled_from(["USES", "STUDIES"]),
)
annotations = st.lists(things, max_size=6).map(
    lambda rows: Annotation("p1", tuple(sorted(Thing(strings, f"n{i}", label, role) for i, (strings, label, role) in enumerate(rows))))
)


@given(annotations, annotations)
def test_scores_lie_between_0_and_1_and_mirror(gold, predicted):
    there, back = (compare([PAPER], [one], [two]).measures for one, two in ((gold, predicted), (predicted, gold)))
    for name in ("mention", "mention_span", "entity", "entity_type", "entity_role"):
        count, mirrored = there[name].total, back[name].total
        assert 0 <= count.f1 <= 1
        assert (count.tp, count.fp, count.fn) == (mirrored.tp, mirrored.fn, mirrored.fp)
        assert min(count.precision, count.recall) - 1e-9 <= count.f1 <= max(count.precision, count.recall) + 1e-9


def gain(gold, predicted, pairs):
    """Pairs, then shared strings, then equal labels, then equal roles; None where a pair shares nothing."""
    shared = [len({*gold[i].strings} & {*predicted[j].strings}) for j, i in pairs]
    labels = sum(gold[i].label == predicted[j].label for j, i in pairs)
    return (len(pairs), sum(shared), labels, sum(gold[i].role == predicted[j].role for j, i in pairs)) if all(shared) else None


@given(annotations, annotations)
def test_no_other_way_to_pair_is_better(gold, predicted):
    gold, predicted = gold.things[:4], predicted.things[:4]
    ways = (
        dict(zip(chosen, places, strict=True))
        for n in range(5)
        for chosen in combinations(range(len(predicted)), n)
        for places in permutations(range(len(gold)), n)
    )
    gains = (gain(gold, predicted, way.items()) for way in ways)
    assert gain(gold, predicted, match(gold, predicted).items()) == max(found for found in gains if found)


@given(annotations, annotations)
def test_looking_away_from_the_type_never_lowers_a_score(gold, predicted):
    measures = compare([PAPER], [gold], [predicted]).measures
    assert measures["mention"].total.tp <= measures["mention_span"].total.tp
    assert measures["entity_type"].total.tp <= measures["entity"].total.tp


@given(st.randoms(use_true_random=False))
def test_the_order_of_a_file_makes_no_difference(random):
    predicted = record(
        DENSE, FINCH, entity("layer", "Concept"), TRANSLATION, relations=RELATIONS[:2], results=[RESULT | {"metric": None, "dataset": None}]
    )
    shuffled = {key: random.sample(value, len(value)) if isinstance(value, list) else value for key, value in predicted.items()}
    papers = [PAPER, Paper(TITLE, record_id="p2")]
    gold = [GOLD, GOLD | {"id": "p2"}]
    expected = score(papers, gold, [predicted])
    assert score(random.sample(papers, 2), random.sample(gold, 2), [shuffled]) == expected


@given(st.text("ab _-+", max_size=30), st.sets(st.text("ab -+", min_size=1, max_size=4), max_size=4))
def test_occurrences_hold_their_strings_and_never_overlap(text, strings):
    found = expand(text, {string: string for string in strings})
    assert all(text[start:end] == string for start, end, string in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
