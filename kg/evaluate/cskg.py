"""CS-KG3600: triples that three experts judged, with the number of papers that gave each; what support says about truth.

Dessì et al., SCICERO, 2022. Its rows have no confidence of one paper, so two stand in for it, both fitted on the triples of one paper
alone: `constant`, the share of them that is right, and `own`, a logistic regression over what the triple says. A rule of
`kg.evaluate.support` then makes the confidence of all papers. Every figure is of triples that nothing was fitted on.

Rows that no paper gave (the random ones) are in no figure of a rule: a graph of papers holds no such edge, and they would tell
only that no paper is worse than one.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kg.errors import ReadError
from kg.evaluate.calibration import auc, brier, ece, log_loss
from kg.evaluate.logistic import Array, fit_logistic
from kg.evaluate.support import RULES, Rule, fit_constant

__all__ = ["FOLDS", "Comparison", "Judged", "Line", "SupportClass", "Triple", "compare", "read_triples"]

FOLDS = 5
_SEED = 0
_COLUMNS = ("subj", "rel", "obj", "support", "sources", "subj_type", "obj_type", "cskg", "gs")
_CLASSES = {"1": (1, 1), "2": (2, 2), "3-4": (3, 4), "5-9": (5, 9), "10+": (10, 10**9)}
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_EDGE = 1e-6


@dataclass(frozen=True, slots=True, order=True)
class Triple:
    """A judged triple: `origin` names its file, `support` counts papers, `kept`: CS-KG took it, `right`: most experts agree."""

    origin: str
    subject: str
    predicate: str
    object: str
    types: tuple[str, str]
    support: int
    sources: tuple[str, ...]
    kept: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """How good confidences are: log loss, calibration error (10 bins of equal width), Brier, AUC, and F1 of those from .5 up."""

    log_loss: float
    ece: float
    brier: float
    auc: float
    f1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A rule with the constant fitted on everything, the least and greatest of the folds, its figures, and log loss by file left out."""

    rule: str
    constant: float
    least: float
    greatest: float
    judged: Judged
    left_out: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SupportClass:
    """Triples of so many papers: how many, the share that is right, and the mean confidence by the rule `shared error`."""

    papers: str
    count: int
    precision: float
    constant: float
    own: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of `kg evaluate cskg3600`: rules by stand-in, classes of support, and what uses more than support."""

    files: Mapping[str, int]
    random: int
    classes: Sequence[SupportClass]
    rules: Mapping[str, Sequence[Line]]
    learned: Judged
    learned_with_random: Judged
    pipeline_f1: float
    pipeline_f1_with_random: float


# ---- reading


def read_triples(path: Path) -> list[Triple]:
    """Return the triples of a CSV file, or of all in a folder; a row that two files hold counts once, as one of the smaller file.

    Raise ReadError where there is no such file, or a column or a number is not as expected.
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise ReadError("expected CSV files of CS-KG3600, such as ML.csv, found none", path=str(path))
    known: dict[tuple[object, ...], Triple] = {}
    for triples in sorted((list(_triples(file)) for file in files), key=len):
        for triple in triples:
            known.setdefault((triple.subject, triple.predicate, triple.object, triple.support, triple.sources), triple)
    return list(known.values())


def _triples(path: Path) -> Iterator[Triple]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise ReadError(f"expected the columns of CS-KG3600, {', '.join(missing)} missing", path=str(path), line=1)
            for row in rows:
                yield _triple(path, rows.line_num, row)
    except OSError as error:
        raise ReadError(f"expected a CSV file of CS-KG3600 or a folder of them: {error.strerror}", path=str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError(f"cannot be read as CSV: {error}", path=str(path)) from error


def _triple(path: Path, line: int, row: Mapping[str, str | None]) -> Triple:
    cells = {name: (row[name] or "").strip() for name in _COLUMNS}
    numbers = {}
    for name, wanted in (("support", r"\d*"), ("cskg", "[01]"), ("gs", "[01]")):
        if not re.fullmatch(wanted, cells[name]):
            raise ReadError(
                f"{name}: expected {'a count' if name == 'support' else '0 or 1'}, got {cells[name]!r}", path=str(path), line=line
            )
        numbers[name] = int(cells[name] or 0)
    return Triple(
        path.stem,
        *(cells["subj"], cells["rel"], cells["obj"]),
        (cells["subj_type"], cells["obj_type"]),
        numbers["support"],
        tuple(sorted(_QUOTED.findall(cells["sources"]))),
        kept=bool(numbers["cskg"]),
        right=bool(numbers["gs"]),
    )


# ---- what a triple shows


def _class_of(support: int) -> str:
    return next((name for name, (low, high) in _CLASSES.items() if low <= support <= high), "0")


def surface(triple: Triple) -> dict[str, float]:
    """Return what a triple of one paper shows: its relation, its types and the form of its ends."""
    kinds, ends = "|".join(triple.types), (triple.subject.casefold(), triple.object.casefold())
    shown = {f"relation={triple.predicate}": 1.0, f"types={kinds}": 1.0, f"typed={triple.predicate}|{kinds}": 1.0}
    for side, kind, end in zip("so", triple.types, ends, strict=True):
        words = end.split() or [""]
        shown |= {f"{side}:type={kind}": 1.0, f"{side}:words={min(len(words), 5)}": 1.0, f"{side}:letters": min(len(end), 60) / 60}
        shown |= {f"{side}:first={words[0]}": 1.0, f"{side}:last={words[-1]}": 1.0}
        shown |= {f"{side}:digit": float(any(map(str.isdigit, end))), f"{side}:short": float(min(map(len, words)) <= 2)}
    shown["common"] = float(bool({*ends[0].split()} & {*ends[1].split()}))
    shown["within"] = float(ends[0] in ends[1] or ends[1] in ends[0])
    return shown


def all_features(triple: Triple) -> dict[str, float]:
    """Return what a triple shows, the papers that gave it and the extractors that found it."""
    found = {f"source={source}": 1.0 for source in triple.sources}
    papers = {"log papers": float(np.log1p(triple.support)), f"papers={_class_of(triple.support)}": 1.0}
    return surface(triple) | found | papers | {f"sources={len(triple.sources)}": 1.0}


# ---- what stands in for one paper's confidence


@dataclass(frozen=True, slots=True)
class _Sample:
    """One paper's confidence, the number of papers and the truth, for each triple."""

    own: Array
    papers: Array
    right: Array


_Chance = Callable[[Sequence[Triple]], Array]


def _of_one_paper(train: Sequence[Triple]) -> Sequence[Triple]:
    return [t for t in train if t.support == 1] or train


def _constant(train: Sequence[Triple]) -> _Chance:
    single = _of_one_paper(train)
    share = sum(t.right for t in single) / max(1, len(single))
    return lambda asked: np.full(len(asked), min(1 - _EDGE, max(_EDGE, share)))


def _own(train: Sequence[Triple]) -> _Chance:
    single = _of_one_paper(train)
    chance = fit_logistic([surface(t) for t in single], [t.right for t in single])
    return lambda asked: chance([surface(t) for t in asked])


_STAND_INS: dict[str, Callable[[Sequence[Triple]], _Chance]] = {"constant": _constant, "own": _own}


def _sample(chance: _Chance, triples: Sequence[Triple]) -> _Sample:
    papers, right = (np.array(column, dtype=np.float64) for column in zip(*((t.support, t.right) for t in triples), strict=True))
    return _Sample(chance(triples), papers, right)


# ---- measuring


def _judged(confidences: Array, right: Array) -> Judged:
    pairs = [(float(c), bool(r)) for c, r in zip(confidences, right, strict=True)]
    return Judged(log_loss(pairs), ece(pairs), brier(pairs), auc(pairs), _f1((c >= 0.5, r) for c, r in pairs))


def _f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    counts = Counter(pairs)
    hits = counts[True, True]
    return 2 * hits / max(1, 2 * hits + counts[True, False] + counts[False, True])


def _folds(triples: Sequence[Triple]) -> list[list[Triple]]:
    """Return the triples dealt to folds, each stratum (file, class of support, truth) evenly, shuffled by a seed."""
    strata = defaultdict(list)
    for triple in sorted(triples):
        strata[triple.origin, _class_of(triple.support), triple.right].append(triple)
    dealer = random.Random(_SEED)  # noqa: S311
    dealt = []
    for _, stratum in sorted(strata.items()):
        dealer.shuffle(stratum)
        dealt += stratum
    return [dealt[fold::FOLDS] for fold in range(FOLDS)]


_Split = tuple[list[Triple], list[Triple]]
"""What is fitted on, and what is tested."""

_Samples = tuple[_Sample, _Sample]


def _splits(parts: Sequence[list[Triple]]) -> list[_Split]:
    """Return (all other parts, part) for each part that is not empty; all of a part that is the only one."""
    full = [part for part in parts if part]
    return [([t for other in full if other is not part or len(full) == 1 for t in other], part) for part in full]


def _samples(kind: str, split: _Split) -> _Samples:
    chance = _STAND_INS[kind](split[0])
    return _sample(chance, split[0]), _sample(chance, split[1])


def _fitted(rule: Rule, sample: _Sample) -> float:
    return fit_constant(rule, sample.own, sample.papers, sample.right)


def _tested(rule: Rule, splits: Sequence[_Samples]) -> Array:
    """Return the confidences of all tested parts in their order, each by the constant of its training part."""
    return np.concatenate([rule.combine(test.own, test.papers, _fitted(rule, train)) for train, test in splits])


def _line(name: str, whole: _Sample, folds: Sequence[_Samples], apart: Mapping[str, _Samples]) -> Line:
    rule = RULES[name]
    constants = [_fitted(rule, train) for train, _ in folds]
    judged = _judged(_tested(rule, folds), np.concatenate([test.right for _, test in folds]))
    left_out = {file: _judged(_tested(rule, [split]), split[1].right).log_loss for file, split in apart.items()}
    return Line(name, _fitted(rule, whole), min(constants), max(constants), judged, left_out)


def _learned(triples: Sequence[Triple]) -> Judged:
    """Return how good a logistic regression over everything known of a triple is, out of fold."""
    splits = _splits(_folds(triples))
    tested = []
    for train, test in splits:
        chance = fit_logistic([all_features(t) for t in train], [t.right for t in train])
        tested.append(chance([all_features(t) for t in test]))
    right = np.array([t.right for _, test in splits for t in test], dtype=np.float64)
    return _judged(np.concatenate(tested), right)


def _support_classes(tested: Sequence[Triple], confidences: Mapping[str, Array]) -> list[SupportClass]:
    found = []
    for name in _CLASSES:
        places = [place for place, t in enumerate(tested) if _class_of(t.support) == name]
        if places:
            share = sum(tested[place].right for place in places) / len(places)
            means = (float(confidences[kind][places].mean()) for kind in _STAND_INS)
            found.append(SupportClass(name, len(places), share, *means))
    return found


def compare(triples: Sequence[Triple]) -> Comparison:
    """Return how well each rule tells the truth of triples from their support, out of fold and on each file that was left out.

    Raise ReadError where no paper gave any of them.
    """
    given = [t for t in triples if t.support]
    if not given:
        raise ReadError("expected triples with a support of 1 or more, found none")
    folds, files = _splits(_folds(given)), dict(sorted(Counter(t.origin for t in given).items()))
    by_file = _splits([[t for t in given if t.origin == name] for name in files]) if len(files) > 1 else []
    dealt = {kind: [_samples(kind, split) for split in folds] for kind in _STAND_INS}
    apart = {kind: {split[1][0].origin: _samples(kind, split) for split in by_file} for kind in _STAND_INS}
    whole = {kind: _samples(kind, (given, given))[0] for kind in _STAND_INS}
    shared = {kind: _tested(RULES["shared error"], dealt[kind]) for kind in _STAND_INS}
    return Comparison(
        files=files,
        random=len(triples) - len(given),
        classes=_support_classes([t for _, test in folds for t in test], shared),
        rules={kind: [_line(name, whole[kind], dealt[kind], apart[kind]) for name in RULES] for kind in _STAND_INS},
        learned=_learned(given),
        learned_with_random=_learned(triples),
        pipeline_f1=_f1((t.kept, t.right) for t in given),
        pipeline_f1_with_random=_f1((t.kept, t.right) for t in triples),
    )
