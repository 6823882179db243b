"""Which predicted entity of a paper is which gold one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.evaluate.annotation import Thing

__all__ = ["match"]

_Pairs = dict[tuple[int, int], int]


def match(gold: Sequence[Thing], predicted: Sequence[Thing]) -> dict[int, int]:
    """Pair predicted things with gold ones, one to one, by the strings that they share.

    A pair may be made where the two share at least one mention string exactly. Of all ways to pair, that with the most
    pairs is taken; of those with the most shared strings, then most equal labels, then most equal roles. Returns
    {index in predicted: index in gold}.

    >>> llm = Thing(("LLM", "LLMs"), "large language model", "Method", "USES")
    >>> match([llm], [Thing(("GPT",), "GPT", "Method", "USES"), Thing(("LLMs",), "LLM", "Concept", "STUDIES")])
    {1: 0}
    """
    return {j: i for part in _parts(_pairs(gold, predicted)) for i, j in _best(part)}


def _pairs(gold: Sequence[Thing], predicted: Sequence[Thing]) -> _Pairs:
    holders = defaultdict(list)
    for i, thing in enumerate(gold):
        for string in thing.strings:
            holders[string].append(i)
    shared: _Pairs = defaultdict(int)
    for j, thing in enumerate(predicted):
        for string in thing.strings:
            for i in holders[string]:
                shared[i, j] += 1
    return {(i, j): _weight(gold[i], predicted[j], number) for (i, j), number in shared.items()}


def _weight(one: Thing, other: Thing, shared: int) -> int:
    """Order by shared strings, then label, then role: a paper holds far fewer than 10**4 entities."""
    return shared * 10**8 + (one.label == other.label) * 10**4 + (one.role == other.role)


def _parts(pairs: _Pairs) -> Iterator[_Pairs]:
    """Split into connected parts; nearly all of them are one pair."""
    left = dict(sorted(pairs.items()))
    while left:
        first = next(iter(left))
        golds, predicteds, size = {first[0]}, {first[1]}, 0
        while size < len(golds) + len(predicteds):
            size = len(golds) + len(predicteds)
            for i, j in left:
                if i in golds or j in predicteds:
                    golds.add(i)
                    predicteds.add(j)
        part = {pair: weight for pair, weight in left.items() if pair[0] in golds}
        left = {pair: weight for pair, weight in left.items() if pair not in part}
        yield part


def _best(part: _Pairs) -> list[tuple[int, int]]:
    if len(part) == 1:
        return list(part)
    from networkx import Graph, max_weight_matching

    graph = Graph()
    graph.add_weighted_edges_from((("gold", i), ("predicted", j), weight) for (i, j), weight in part.items())
    ends = (dict(pair) for pair in max_weight_matching(graph, maxcardinality=True))
    return sorted((end["gold"], end["predicted"]) for end in ends)
