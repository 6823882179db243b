"""The answers of the named queries on the graph of query_graph.py: query -> (parameters, rows), worked out by hand."""

from __future__ import annotations

Cases = list[tuple[dict[str, str], list[list[object]]]]

EXPECTED: dict[str, Cases] = {
    # Bee is for both tasks: translation is shared with Ant, summarization with Cow and model; support is 1 for all, so by name
    "alternatives": [
        ({"method": "Bee"}, [["Ant", 1, ["translation"]], ["Cow", 1, ["summarization"]], ["model", 1, ["summarization"]]]),
        # Zebra shares both tasks of Yak; of Owl two papers say that it parses
        (
            {"method": "Yak"},
            [
                ["Zebra", 2, ["parsing", "wording"]],
                ["Owl", 1, ["parsing"]],
                ["Elk", 1, ["parsing"]],
                ["Fox", 1, ["wording"]],
                ["Gnu", 1, ["wording"]],
            ],
        ),
    ],
    # p1 compares with Cow and Dog, p2 with Ant; Cow is beaten by Ant, Ant by Bee, Dog by none
    "baselines-for-task": [
        ({"task": "translation"}, [["Ant", 1, 1, "Ant translates"], ["Cow", 1, 1, None], ["Dog", 1, 0, "Of dogs"]]),
        ({"task": "parsing"}, [["Zebra", 2, 0, None], ["Owl", 1, 3, None], ["Elk", 1, 1, None]]),
    ],
    "beaten-by": [
        ({"method": "Ant"}, [["Bee", 1, 0.9, "Bee sums up", "Bee beats Ant."]]),
        # three papers say it of Zebra, at .2, .5 and .5: 1 - .8 * .5 * .5
        (
            {"method": "Owl"},
            [
                ["Zebra", 3, 0.674, "Yak parses", "Zebra seems to beat Owl."],
                ["Yak", 1, 0.9, "Yak parses", "Yak beats Owl."],
                ["Elk", 1, 0.6, "Yak parses", "Elk beats Owl."],
            ],
        ),
    ],
    # 2x has another unit; 95% stands in two sentences and once here
    "best-by-metric": [
        (
            {"metric": "BLEU"},
            [
                [95.0, "95%", "Bee", "News", "Bee sums up"],
                [90.0, "90%", "Ant", "Maps", "Ant translates"],
                [88.0, "88%", None, "News", "News, a corpus"],
            ],
        ),
        ({"metric": "BLEU", "unit": "x"}, [[2.0, "2x", "Bee", None, "Bee sums up"]]),
    ],
    # Bee rests on attention and also on Ant, which does: the shorter way counts. p2 and p4 propose Bee, the first title is shown
    "builds-on-it": [
        (
            {"entity": "gate"},
            [["attention", 1, None], ["Ant", 2, "Ant translates"], ["Bee", 2, "Bee sums up"], ["Dog", 3, "Of dogs"]],
        ),
        # now Dog would be a fourth step
        ({"entity": "valve"}, [["gate", 1, None], ["attention", 2, None], ["Ant", 3, "Ant translates"], ["Bee", 3, "Bee sums up"]]),
    ],
    # Dog - Bee - Ant or attention - gate; the valve would be a fourth step
    "built-on": [
        (
            {"entity": "Dog"},
            [
                ["Bee", 1, ["Dog", "Bee"]],
                ["Ant", 2, ["Dog", "Bee", "Ant"]],
                ["attention", 2, ["Dog", "Bee", "attention"]],
                ["gate", 3, ["Dog", "Bee", "attention", "gate"]],
            ],
        ),
    ],
    # attention stands in p1 and p2; of those that share one paper Dog is rarer than Bee and Cow
    "co-occurring-methods": [({"entity": "attention"}, [["Ant", 2, 1.0], ["Dog", 1, 0.5], ["Bee", 1, 0.5], ["Cow", 1, 0.5]])],
    # Bee and Ant are each said to beat the other, Bee more surely; of Dog it is only said that p1 compares
    "compared-with": [
        (
            {"method": "Ant"},
            [["Cow", "better", "Ant beats Cow."], ["Dog", "compared", "p1 COMPARES_WITH Dog."], ["Bee", "disputed", "Bee beats Ant."]],
        ),
        ({"method": "Cow"}, [["Ant", "worse", "Ant beats Cow."]]),
        ({"method": "Dog"}, []),  # p4 proposes it and compares it with nothing
    ],
    # the spring would be a third step
    "components": [({"whole": "Ant"}, [["gate", 1, "Ant", "Ant has a gate."], ["valve", 2, "gate", "A gate has a valve."]])],
    # News is what p2 runs on, and a benchmark; p3 runs on nothing
    "datasets-for-task": [
        ({"task": "summarization"}, [["News", 1, True]]),
        ({"task": "translation"}, [["Maps", 1, False], ["News", 1, False]]),
        ({"task": "parsing"}, [["Yard", 2, False], ["Zoo", 1, True], ["Wood", 1, False]]),
    ],
    "entities-of-paper": [
        (
            {"paper": "p3"},
            [
                ["PROPOSES", "News", "Dataset", 0.9, "p3 PROPOSES News."],
                ["ADDRESSES", "summarization", "Task", 0.9, "p3 ADDRESSES summarization."],
                ["USES", "Cow", "Method", 0.9, "p3 USES Cow."],
                ["STUDIES", "Bee", "Method", 0.95, "p3 STUDIES Bee."],
                ["STUDIES", "Ant", "Method", 0.9, "p3 STUDIES Ant."],
                ["MENTIONS", "oddity", "Concept", 0.95, "p3 MENTIONS oddity."],
            ],
        ),
    ],
    # p2 proposes Bee and p3 studies it in 2023, which has three papers; the undated p4 proposes it too
    "entity-by-year": [
        ({"entity": "Bee"}, [[2023, 2, 1, 3], [2024, 0, 0, 2], [None, 1, 1, 1]]),
        ({"entity": "oddity"}, [[2023, 1, 0, 3], [2024, 0, 0, 2], [None, 0, 0, 1]]),
    ],
    "evidence": [
        (
            {"one": "Ant", "other": "Bee"},
            [
                ["Ant", "OUTPERFORMS", "Bee", 0.6, "News, a corpus", "On News, Ant beats Bee."],
                ["Bee", "BASED_ON", "Ant", 0.7, "Bee sums up", "Bee extends Ant."],
                ["Bee", "OUTPERFORMS", "Ant", 0.9, "Bee sums up", "Bee beats Ant."],
            ],
        ),
        (
            {"one": "summarization", "other": "Bee"},
            [
                ["Bee", "USED_FOR", "summarization", 0.8, "News, a corpus", "Bee is good at summarization."],
                ["Bee", "USED_FOR", "summarization", 0.5, "Bee sums up", "Bee is for summarization."],
            ],
        ),
        ({"one": "Elk", "other": "ox"}, [["ox", "IS_A", "Elk", None, None, None]]),
    ],
    "kinds-of": [
        ({"entity": "Ant"}, [["is a", "model", 1], ["has kind", "Dog", 1], ["has kind", "Fox", 2], ["has kind", "Gnu", 3]]),
        # Gnu - Fox - Dog - Ant - model: the ends are four steps apart
        ({"entity": "model"}, [["has kind", "Ant", 1], ["has kind", "Dog", 2], ["has kind", "Fox", 3]]),
        ({"entity": "Gnu"}, [["is a", "Fox", 1], ["is a", "Dog", 2], ["is a", "Ant", 3]]),
    ],
    "method-dataset-counts": [({}, [["Zebra", "Yard", 3], ["Bee", "News", 2], ["Yak", "Zoo", 1], ["Ant", "Maps", 1]])],
    # of Bee p2 says it at .5 and p3 at .8: 1 - .5 * .2 = .9
    "methods-for-task": [
        (
            {"task": "summarization"},
            [
                ["Bee", 2, 0.858, "Bee is good at summarization."],
                ["Cow", 1, 0.9, "Cow does summarization."],
                ["model", 1, 0.7, "Any model does summarization."],
            ],
        ),
        (
            {"task": "parsing"},
            [
                ["Owl", 2, 0.9406, "Owl parses."],
                ["Zebra", 1, 0.95, "Zebra parses."],
                ["Yak", 1, 0.9, "Yak parses."],
                ["Elk", 1, 0.8, "Elk parses."],
            ],
        ),
    ],
    # 90% of p1; 2x and 95%, twice written, of p2
    "metrics-for-task": [
        ({"task": "translation"}, [["BLEU", 2, 3, ["90%", "2x", "95%"]]]),
        ({"task": "parsing"}, [["UAS", 2, 0, []], ["LAS", 1, 1, ["85%"]], ["F1", 1, 0, []]]),
    ],
    # p3 and p4 use Cow and p1 compares with it; both p5 and p6 use ox, which has no name of its own; p6 proposes Zoo
    "missing-proposals": [
        (
            {},
            [
                ["Cow", "Method", 3, 1, "Ant translates"],
                ["Zebra", "Method", 2, 2, "On parsing"],
                ["Elk", "Method", 2, 1, "On parsing"],
                ["Yard", "Dataset", 2, 0, "On parsing"],
            ],
        ),
        ({"least": "3"}, [["Cow", "Method", 3, 1, "Ant translates"]]),
    ],
    "most-winning": [
        (
            {},
            [
                ["Zebra", 2, 0, ["Elk", "Owl"]],
                ["Ant", 2, 1, ["Bee", "Cow"]],
                ["Yak", 1, 0, ["Owl"]],
                ["Bee", 1, 1, ["Ant"]],
                ["Elk", 1, 1, ["Owl"]],
            ],
        ),
    ],
    "neighbours": [
        (
            {"entity": "attention"},
            [
                ["out", "BASED_ON", "gate", "Concept", 1, 0.8],
                ["in", "BASED_ON", "Ant", "Method", 1, 0.7],
                ["in", "BASED_ON", "Bee", "Method", 1, 0.6],
            ],
        ),
        (
            {"entity": "Owl"},
            [
                ["in", "OUTPERFORMS", "Zebra", "Method", 3, 0.674],
                ["out", "USED_FOR", "parsing", "Task", 2, 0.9406],
                ["in", "OUTPERFORMS", "Yak", "Method", 1, 0.9],
                ["in", "OUTPERFORMS", "Elk", "Method", 1, 0.6],
            ],
        ),
    ],
    # p5 runs on Zoo and p4 uses it; nobody but p4, which proposes it, knows Kit
    "new-datasets": [
        (
            {},
            [["Zoo", "On parsing", ["parsing"], 2], ["News", "News, a corpus", ["summarization"], 1], ["Kit", "Of dogs", [], 0]],
        ),
    ],
    # model is named in passing and once too, but Ant is one; of the valve other edges tell
    "orphans": [({}, [["oddity", "Concept", "News, a corpus"], ["ember", "Concept", "Yak parses"]])],
    "papers-of-entity": [
        (
            {"entity": "Cow"},
            [
                ["News, a corpus", "2023-06-20", "USES", "p3 USES Cow."],
                ["Ant translates", "2023-05-10", "COMPARES_WITH", "p1 COMPARES_WITH Cow."],
                ["Of dogs", "--11-05", "USES", "p4 USES Cow."],
            ],
        ),
    ],
    "papers-with-both": [
        (
            {"one": "Ant", "other": "Bee"},
            [["Bee sums up", "2023-06-02", "COMPARES_WITH", "PROPOSES"], ["News, a corpus", "2023-06-20", "STUDIES", "STUDIES"]],
        ),
    ],
    # 95% stands in two sentences of p2, of which the surer is shown
    "results-on-dataset": [
        (
            {"dataset": "News"},
            [["Bee", "BLEU", "95%", None, "Bee sums up", "Bee has 95%."], [None, "BLEU", "88%", None, "News, a corpus", "88% on News."]],
        ),
        ({"dataset": "Maps"}, [["Ant", "BLEU", "90%", "Cow", "Ant translates", "Ant has 90%."]]),
        (
            {"dataset": "Zoo"},
            [["Yak", "LAS", "85%", None, "Yak parses", "Yak has 85%."], ["Yak", None, "7", None, "Yak parses", "Yak gains 7."]],
        ),
    ],
    # before May there is nothing to rise above; in June p2 and p3 name Ant as well, but so did all of May;
    # in January p5 and p6 name ten things, of which one of the three papers before named the gate
    "rising-entities": [
        (
            {},
            [
                *(["2024-01", name, 2, 1.0, 0.0, 1] for name in "Elk UAS Yard Zebra Zoo editing ox parsing wording".split()),
                ["2024-01", "gate", 2, 1.0, 0.333, 1],
                *(["2023-06", name, 2, 1.0, 0.0, 1] for name in ("Bee", "News", "summarization")),
            ],
        ),
    ],
    "several-kinds": [
        (
            {},
            [
                ["Cow", ["Method", "Dataset"], [2, 1]],
                ["wording", ["Task", "Concept"], [2, 1]],
                ["attention", ["Concept", "Method"], [1, 1]],
            ],
        ),
    ],
    # two ways of two steps from Dog to Maps: through Ant, and through p1, which names both
    "shortest-path": [
        (
            {"start": "Dog", "goal": "Maps"},
            [
                [2, ["Dog", "Ant", "Maps"], ["IS_A", "EVALUATED_ON"]],
                [2, ["Dog", "Ant translates", "Maps"], ["COMPARES_WITH", "EVALUATES_ON"]],
            ],
        ),
        ({"start": "Dog", "goal": "Dog"}, []),
    ],
    # p1 shares translation, BLEU, attention (2 papers each) and Ant (3): 3/2 + 1/3; p3 News, summarization (2), Ant, Bee (3): 1 + 2/3
    "similar-papers": [
        (
            {"paper": "p2"},
            [
                ["Ant translates", 4, 1.833, ["BLEU", "attention", "translation", "Ant"]],
                ["News, a corpus", 4, 1.667, ["News", "summarization", "Ant", "Bee"]],
                ["Of dogs", 1, 0.333, ["Bee"]],
            ],
        ),
        # of what p5 shares with p6, seven things stand in two papers and wording, Zoo and gate in three: 7/2 + 3/3
        (
            {"paper": "p5"},
            [
                ["On parsing", 10, 4.5, ["Elk", "UAS", "Yard", "Zebra", "editing"]],
                ["Of dogs", 2, 0.667, ["Zoo", "wording"]],
                ["Ant translates", 1, 0.333, ["gate"]],
            ],
        ),
    ],
    # that Ant is a model has two papers as well, but is derived; 1 - .5 ** 3 = .875, 1 - .3 * .1 = .97, 1 - .3 * .3 = .91
    "strongest-claims": [
        (
            {},
            [
                ["Zebra", "EVALUATED_ON", "Yard", 3, 0.7175, "Zebra was run on Yard."],
                ["Zebra", "OUTPERFORMS", "Owl", 3, 0.674, "Zebra seems to beat Owl."],
                ["Owl", "USED_FOR", "parsing", 2, 0.9406, "Owl parses."],
                ["Bee", "USED_FOR", "summarization", 2, 0.858, "Bee is good at summarization."],
                ["Bee", "EVALUATED_ON", "News", 2, 0.8218, "Bee is run on News."],
            ],
        ),
    ],
    # what p1 and p2 name; Ant, attention and BLEU stand in both
    "task-overview": [
        (
            {"task": "translation"},
            [
                ["Concept", 4, ["attention", "gate", "spring", "valve"]],
                ["Method", 4, ["Ant", "Bee", "Cow", "Dog"]],
                ["Dataset", 2, ["Maps", "News"]],
                ["Metric", 1, ["BLEU"]],
                ["Task", 1, ["summarization"]],
            ],
        ),
    ],
    "tasks-without-benchmark": [({}, [["wording", 3, 4], ["translation", 2, 2], ["editing", 2, 0]])],
    # p4 runs on nothing; Bee, which it proposes too, is evaluated by others
    "untested-proposals": [({}, [["Dog", "Of dogs", "--11-05"], ["Asp", "Of dogs", "--11-05"]])],
    # p2 addresses both tasks; Bee is used for translation too, and p1, which addresses translation, names Cow
    "untried-methods": [
        ({"task": "translation"}, [["model", ["summarization"], 1]]),
        # p5 and p6 address wording with parsing, p5 alone chunking; editing has no methods, and p5 names those of wording but Fox and Gnu
        ({"task": "parsing"}, [["Gnu", ["wording", "chunking"], 3], ["Fox", ["wording"], 2], ["Asp", ["chunking"], 1]]),
    ],
    "who-proposed": [
        (
            {"entity": "Bee"},
            [["Bee sums up", "2023-06-02", 0.9, "p2 PROPOSES Bee."], ["Of dogs", "--11-05", 0.9, "p4 PROPOSES Bee."]],
        ),
    ],
}
