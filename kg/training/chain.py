"""The jackknife: each step is fitted on what the steps before it say of papers that they were not trained on.

Paper n belongs to fold n modulo the number of folds, for every step.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.evaluate import normal_value
from kg.evaluate.annotation import Thing
from kg.evaluate.calibration import Pair, ece
from kg.evaluate.matching import match
from kg.extract.encoder import Sight
from kg.extract.entities import Judge, Scene, groups_of, scene
from kg.extract.features import features, word_marks
from kg.extract.grouping import Group
from kg.extract.mentions import Seen, chosen, mention_at
from kg.extract.nets import Net, softmax
from kg.extract.pipeline import definitions_of, sections_of
from kg.extract.relations import pair_rows
from kg.extract.results import results_of, slot_rows
from kg.extract.roles import Role, role_rows, roles_of
from kg.extract.sameness import join, likenesses
from kg.extract.spans import Proposal, proposals
from kg.extract.tagger import tag_marginals
from kg.training.gold import PREDICATES, ROLES, Example
from kg.training.nets import fit_net, frequent, heated
from kg.training.tagging import fit_tagger

__all__ = ["Case", "Fitted", "fit_chain"]

Floats = NDArray[np.float32]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A training paper with what a reader saw in it that was not trained on it, and that reader's heads."""

    example: Example
    sight: Sight
    judge: Judge


@dataclass(frozen=True, slots=True)
class Fitted:
    """The networks by name, and lines that say how well each did on papers that it was not fitted on."""

    nets: dict[str, Net]
    said: tuple[str, ...]


@dataclass(slots=True)
class _Table:
    """Rows of features with their classes and the paper of each."""

    rows: list[Mapping[str, float]] = dataclasses.field(default_factory=list)
    labels: list[int] = dataclasses.field(default_factory=list)
    papers: list[int] = dataclasses.field(default_factory=list)

    def add(self, row: Mapping[str, float], label: int, paper: int) -> None:
        self.rows.append(row)
        self.labels.append(label)
        self.papers.append(paper)


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / max(1, found + wanted)


def _crossed(
    features: Floats, labels: Sequence[int], papers: Sequence[int], folds: int, fit: Callable[[Floats, list[int]], Net]
) -> tuple[Net, Floats]:
    """Return a network fitted on all rows, and for each row the probabilities from one not fitted on its paper's fold."""
    fold = np.array(papers) % folds
    logits: Floats | None = None
    for k in range(folds):
        inside, outside = fold == k, fold != k
        if not inside.any() or not outside.any():
            continue
        told = fit(features[outside], [label for label, out in zip(labels, outside, strict=True) if out]).logits(features[inside])
        logits = np.zeros((len(features), told.shape[1]), np.float32) if logits is None else logits
        logits[inside] = told
    whole = fit(features, list(labels))
    if logits is None:
        return whole, whole.likely(features)
    whole = heated(whole, logits, labels)
    return whole, softmax(logits / whole.heat)


def _named(table: _Table, classes: int, folds: int, *, hidden: int = 48) -> tuple[Net, Floats]:
    names = frequent(table.rows, least=30 if len(table.rows) > 5000 else 1)
    place = {name: n for n, name in enumerate(names)}
    matrix = np.zeros((len(table.rows), len(names)), np.float32)
    for n, row in enumerate(table.rows):
        for name, value in row.items():
            if name in place:
                matrix[n, place[name]] = value
    return _crossed(
        matrix, table.labels, table.papers, folds, lambda rows, labels: fit_net(rows, labels, classes, names=names, hidden=hidden)
    )


def _best_threshold(sure: Sequence[float], right: Sequence[bool], wanted: int) -> tuple[float, float]:
    """Return the probability from which to believe so that F1 is highest, and that F1."""
    order = sorted(range(len(sure)), key=lambda n: -sure[n])
    best, hits = (0.5, 0.0), 0
    for count, n in enumerate(order, 1):
        hits += right[n]
        if (f1 := _f1(hits, count, wanted)) > best[1]:
            best = (sure[n], f1)
    return best


def _tags(cases: Sequence[Case], marks: Sequence[Sequence[Sequence[str]]], folds: int, work: Path, say: Say) -> list[Floats]:
    """Return the tagger's marginals of each paper, from one not trained on it; the one trained on all is left in `work`."""
    rows = [features(case.example.page, mark, case.sight.tags) for case, mark in zip(cases, marks, strict=True)]
    gold = [case.example.tags for case in cases]
    told: list[Floats] = [np.zeros((0, 0), np.float32)] * len(cases)
    for k in range(folds):
        others = [n for n in range(len(cases)) if n % folds != k]
        tagger = fit_tagger([rows[n] for n in others], [gold[n] for n in others], work / f"tagger-{k}.crfsuite")
        for n in range(k, len(cases), folds):
            told[n] = tag_marginals(tagger, rows[n])
        say(f"tagger without fold {k}")
    fit_tagger(rows, gold, work / "tagger.crfsuite")
    say("tagger on all papers")
    return told


def gold_spans(tags: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the ranges of words that tags mark, with their kind by number.

    >>> gold_spans([1, 2, 0, 3])
    {(0, 2): 0, (3, 4): 1}
    """
    found: dict[tuple[int, int], int] = {}
    start: int | None = None
    for n, tag in enumerate([*tags, 0]):
        if start is not None and not (tag and tag % 2 == 0):
            found[start, n] = (tags[start] - 1) // 2
            start = None
        if tag % 2 == 1:
            start = n
    return found


def _string_label(proposal: Proposal, gold: Mapping[tuple[int, int], int]) -> int:
    kinds = [gold[span] for span in proposal.spans if span in gold]
    return 1 + max(sorted(set(kinds)), key=kinds.count) if kinds else 0


def _strings(
    cases: Sequence[Case], found: Sequence[Sequence[Proposal]], folds: int
) -> tuple[Net, list[list[tuple[tuple[int, int], int, float]]], str]:
    gold = [gold_spans(case.example.tags) for case in cases]
    flat = [(n, proposal) for n, row in enumerate(found) for proposal in row]
    labels = [_string_label(proposal, gold[n]) for n, proposal in flat]
    matrix = np.array([proposal.features for _, proposal in flat], np.float32)
    net, likely = _crossed(matrix, labels, [n for n, _ in flat], folds, lambda rows, wanted: fit_net(rows, wanted, 6, hidden=64, epochs=14))
    firsts = np.cumsum([0, *(len(row) for row in found)])
    parts = [likely[firsts[n] : firsts[n + 1]] for n in range(len(found))]
    wanted = sum(len(row) for row in gold)
    best: tuple[float, float] = (0.0, 0.5)
    for least in [0.3 + 0.025 * step for step in range(13)]:
        told = [chosen(row, part, least) if row else [] for row, part in zip(found, parts, strict=True)]
        right = sum(gold[n].get(span) == kind for n, row in enumerate(told) for span, kind, _ in row)
        best = max(best, (_f1(right, sum(map(len, told)), wanted), least))
    told = [chosen(row, part, best[1]) if row else [] for row, part in zip(found, parts, strict=True)]
    error = ece((sure, gold[n].get(span) == kind) for n, row in enumerate(told) for span, kind, sure in row)
    line = f"mentions: F1 {best[0]:.4f} where believed from {best[1]:.3f}, ECE {error:.3f}"
    return dataclasses.replace(net, least=(best[1],)), told, line


def _things(found: Scene, roles: Sequence[Role]) -> tuple[tuple[Thing, ...], list[int]]:
    """Return the entities of a scene as things, sorted, and the number of the entity of each."""
    reading = found.reading
    things = [
        (Thing(tuple(sorted(reading.strings[n])), reading.names[n], reading.labels[n], roles[n].name if roles else "MENTIONS"), n)
        for n in range(len(reading.labels))
    ]
    things.sort()
    return tuple(thing for thing, _ in things), [n for _, n in things]


def matched(case: Case, found: Scene) -> dict[int, int]:
    """Return for each entity of a scene the gold thing that it is."""
    things, numbers = _things(found, ())
    return {numbers[j]: i for j, i in match(case.example.record.things, things).items()}


def _roles(
    cases: Sequence[Case], scenes: Sequence[Scene], pairs: Sequence[Mapping[int, int]], folds: int
) -> tuple[Net, list[tuple[Role, ...]], str]:
    table = _Table()
    cues: list[tuple[frozenset[str], ...]] = []
    for n, (case, found) in enumerate(zip(cases, scenes, strict=True)):
        rows, own = role_rows(found.reading, found.judged)
        cues.append(own)
        for entity, row in enumerate(rows):
            thing = pairs[n].get(entity)
            table.add(row, 0 if thing is None else 1 + ROLES.index(case.example.record.things[thing].role), n)
    net, likely = _named(table, 1 + len(ROLES), folds)
    firsts = np.cumsum([0, *(len(found.groups) for found in scenes)])
    told = [roles_of(found.reading, cues[n], likely[firsts[n] : firsts[n + 1]]) for n, found in enumerate(scenes)]
    right = count = wanted = 0
    for n, (case, roles) in enumerate(zip(cases, told, strict=True)):
        things = case.example.record.things
        wanted += len(things)
        count += len(roles)
        right += sum(roles[entity].name == things[thing].role for entity, thing in pairs[n].items())
    believed: list[Pair] = []
    for n, (case, roles) in enumerate(zip(cases, told, strict=True)):
        kinds = {entity: case.example.record.things[thing].role for entity, thing in pairs[n].items()}
        believed += [(role.confidence, kinds.get(entity) == role.name) for entity, role in enumerate(roles)]
    return net, told, f"entities with role: F1 {_f1(right, count, wanted):.4f}, ECE {ece(believed):.3f}"


def _relations(
    cases: Sequence[Case], scenes: Sequence[Scene], pairs: Sequence[Mapping[int, int]], roles: Sequence[tuple[Role, ...]], folds: int
) -> tuple[Net, str]:
    table = _Table()
    ends: list[tuple[int, int, int]] = []
    wanted = 0
    for n, (case, found) in enumerate(zip(cases, scenes, strict=True)):
        things = case.example.record.things
        names = {thing.name: i for i, thing in enumerate(things)}
        gold = {(names[s], names[o]): 1 + PREDICATES.index(p) for s, p, o in case.example.record.relations}
        wanted += len(case.example.record.relations)
        for pair in pair_rows(found.reading, roles[n], found.judged):
            both = (pairs[n].get(pair.subject, -1), pairs[n].get(pair.object, -1))
            table.add(pair.features, gold.get(both, 0), n)
            ends.append((n, pair.subject, pair.object))
    net, likely = _named(table, 1 + len(PREDICATES), folds, hidden=64)
    best: dict[tuple[int, int, int, bool], tuple[float, bool]] = {}
    for (n, subject, end), row, label in zip(ends, likely, table.labels, strict=True):
        kind = 1 + int(row[1:].argmax())
        key = (n, min(subject, end), max(subject, end), PREDICATES[kind - 1] == "OUTPERFORMS")
        if key not in best or best[key][0] < float(row[kind]):
            best[key] = (float(row[kind]), label == kind)
    least, f1 = _best_threshold([p for p, _ in best.values()], [ok for _, ok in best.values()], wanted)
    error = ece((p, ok) for p, ok in best.values() if p >= least)
    line = f"relations: F1 {f1:.4f} where believed from {least:.3f}, ECE {error:.3f}"
    return dataclasses.replace(net, least=(0.0, *([least] * len(PREDICATES)))), line


def _figures(cases: Sequence[Case], scenes: Sequence[Scene], folds: int) -> tuple[Net, list[list[tuple[int, float]]], str]:
    """Return the network of figures and for each paper the figures that are results, by number."""
    table = _Table()
    golds = [[normal_value(result.value) for result in case.example.record.results] for case in cases]
    for n, found in enumerate(scenes):
        for value in found.values:
            table.add(value.features, int(normal_value(value.figure.value) in golds[n]), n)
    net, likely = _named(table, 2, folds, hidden=32)
    firsts = np.cumsum([0, *(len(found.values) for found in scenes)])
    best = (0.0, 0.5)
    for least in [0.2 + 0.05 * step for step in range(11)]:
        right = count = 0
        for n, found in enumerate(scenes):
            told = [normal_value(v.figure.value) for v, _ in results_of(found.values, likely[firsts[n] : firsts[n + 1], 1].tolist(), least)]
            count += len(told)
            right += sum(min(told.count(text), golds[n].count(text)) for text in set(told))
        best = max(best, (_f1(right, count, sum(map(len, golds))), least))
    net = dataclasses.replace(net, least=(0.0, best[1]))
    results: list[list[tuple[int, float]]] = []
    for n, found in enumerate(scenes):
        numbers = {value.span: m for m, value in enumerate(found.values)}
        taken = results_of(found.values, likely[firsts[n] : firsts[n + 1], 1].tolist(), best[1])
        results.append([(numbers[value.span], sure) for value, sure in taken])
    return net, results, f"values of results: F1 {best[0]:.4f} where believed from {best[1]:.2f}"


def _slots(
    cases: Sequence[Case],
    scenes: Sequence[Scene],
    pairs: Sequence[Mapping[int, int]],
    roles: Sequence[tuple[Role, ...]],
    taken: Sequence[Sequence[tuple[int, float]]],
    folds: int,
) -> tuple[Net, str]:
    table = _Table()
    for n, (case, found) in enumerate(zip(cases, scenes, strict=True)):
        things = case.example.record.things
        for number, _ in taken[n]:
            value = found.values[number]
            same = [r for r in case.example.record.results if normal_value(r.value) == normal_value(value.figure.value)]
            for (slot, entity), row in slot_rows(found.reading, roles[n], found.judged, value, len(found.groups) + number).items():
                thing = pairs[n].get(entity)
                if same:
                    table.add(row, int(thing is not None and any(getattr(r, slot) == things[thing].name for r in same)), n)
    net, likely = _named(table, 2, folds, hidden=32)
    least, f1 = _best_threshold(likely[:, 1].tolist(), [bool(label) for label in table.labels], sum(table.labels))
    return dataclasses.replace(net, least=(0.0, least)), f"slots of right values: F1 {f1:.4f} where believed from {least:.3f}"


def _seen(case: Case, row: Sequence[tuple[tuple[int, int], int, float]]) -> Seen:
    sections, found = sections_of(case.example.paper), case.example.page
    mentions = tuple(mention_at(sections, found, span, kind, sure) for span, kind, sure in row)
    return Seen(found, case.sight, mentions, tuple(span for span, _, _ in row))


def _names(case: Case, groups: Sequence[Group]) -> list[set[str]]:
    """Return for each group the names of the gold things whose strings it holds."""
    own = {string: thing.name for thing in case.example.record.things for string in thing.strings}
    return [{own[m.text] for m in group.mentions if m.text in own} for group in groups]


def _same(cases: Sequence[Case], grouped: Sequence[Sequence[Group]], folds: int) -> tuple[Net, list[list[Group]], str]:
    table = _Table()
    pairs = [likenesses(c.example.page, c.sight, sections_of(c.example.paper), groups) for c, groups in zip(cases, grouped, strict=True)]
    for n, (case, groups) in enumerate(zip(cases, grouped, strict=True)):
        names = _names(case, groups)
        for pair in pairs[n]:
            table.add(pair.features, int(bool(names[pair.longer] & names[pair.shorter])), n)
    net, likely = _named(table, 2, folds, hidden=32)
    firsts = np.cumsum([0, *map(len, pairs)])
    parts = [likely[firsts[n] : firsts[n + 1], 1].tolist() for n in range(len(cases))]
    best = (0.0, 1.1)
    wanted = sum(len(case.example.record.things) for case in cases)
    for least in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 1.1):
        count = right = 0
        for n, case in enumerate(cases):
            groups = join(grouped[n], pairs[n], parts[n], least)
            count += len(groups)
            right += len(match(case.example.record.things, _plain(groups)))
        best = max(best, (_f1(right, count, wanted), least))
    told = [join(grouped[n], pairs[n], parts[n], best[1]) for n in range(len(cases))]
    return dataclasses.replace(net, least=(0.0, best[1])), told, f"entities: F1 {best[0]:.4f} where joined from {best[1]:.2f}"


def _plain(groups: Sequence[Group]) -> list[Thing]:
    return [Thing(tuple(sorted({m.text for m in group.mentions})), group.key, group.label, "MENTIONS") for group in groups]


def fit_chain(cases: Sequence[Case], folds: int, work: Path, say: Say) -> Fitted:
    """Fit the tagger (left in `work`) and the networks on papers seen by readers that were not trained on them."""
    marks = [word_marks(case.example.page, sections_of(case.example.paper), use_lexicon=True) for case in cases]
    tags = _tags(cases, marks, folds, work, say)
    found = [
        proposals(case.example.page, rows, case.sight.tags, mark, [section.text for section in sections_of(case.example.paper)])
        for case, rows, mark in zip(cases, tags, marks, strict=True)
    ]
    strings, told, line = _strings(cases, found, folds)
    say(line)
    said = [line]
    seen = [_seen(case, row) for case, row in zip(cases, told, strict=True)]
    grouped = [groups_of(one, sections_of(c.example.paper), definitions_of(c.example.paper)) for c, one in zip(cases, seen, strict=True)]
    same, joint, line = _same(cases, grouped, folds)
    say(line)
    said.append(line)
    scenes = [scene(one, sections_of(c.example.paper), row, c.judge) for c, one, row in zip(cases, seen, joint, strict=True)]
    pairs = [matched(case, one) for case, one in zip(cases, scenes, strict=True)]
    roles, given, line = _roles(cases, scenes, pairs, folds)
    say(line)
    said.append(line)
    relations, line = _relations(cases, scenes, pairs, given, folds)
    say(line)
    said.append(line)
    values, taken, line = _figures(cases, scenes, folds)
    say(line)
    said.append(line)
    slots, line = _slots(cases, scenes, pairs, given, taken, folds)
    say(line)
    nets = {"strings": strings, "same": same, "roles": roles, "relations": relations, "values": values, "slots": slots}
    return Fitted(nets, (*said, line))
