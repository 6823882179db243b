"""The figures that a paper gives: the value as written, its number and unit, and which metric, method and data it belongs to.

Figures are found by their form and by what the encoder takes for one; a network decides which are results (settings such as `8 layers`
are none), another what each belongs to.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extract.encoder import Judged
from kg.extract.mentions import Seen
from kg.extract.nets import load_nets
from kg.extract.quotes import Place, Reading, Sentence, quote
from kg.extract.roles import Role
from kg.extract.text import SectionText
from kg.extract.windows import word_places
from kg.model import Result
from kg.schema import RELATIONS, ROLES

__all__ = ["SLOTS", "Figure", "Value", "figures", "measure", "results_of", "slot_rows", "values"]

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_DASH = r"\s?(?:-|–|—|--|~|\u223c)\s?"
_UNIT = (
    r"(?:\s?\\?%|\s?percent(?:age points)?\b|\s?\$?\\?times\b\$?|\s?[x×](?![\w-])|-?\s?fold\b|\s(?:absolute |percentage )?points?\b"
    r"|\s?(?:dB|ms|FPS|fps|GB|MB|TB|KB|GHz|MHz|mm|cm"
    r"|GFLOPs|FLOPs|hours?|minutes?|seconds?|days|bits?|pp)\b|\s?(?:million|billion|trillion)\b|\s?[MBK]\b)"
)
_HEDGE = (
    r"(?:up to|over|more than|less than|at least|at most|about|around|nearly|approximately|roughly|almost|below|above"
    r"|~|\u223c|≈|>|<|\+|-)\s?"
)
_MORE = r"(?:\s(?:faster|slower|less|fewer|more|smaller|larger|higher|lower|cheaper|better)\b)?"
_FIGURE = re.compile(
    rf"(?<![\w.\-/^_{{])(?:{_HEDGE})?(?:(?:from|between) (?P<a>{_NUMBER})(?P<ua>{_UNIT})? (?:to|and) (?P<b>{_NUMBER})(?P<ub>{_UNIT})?"
    rf"|(?P<low>{_NUMBER})(?P<ulow>{_UNIT})?(?:{_DASH}|\sto\s)(?P<high>{_NUMBER})(?P<uhigh>{_UNIT})"
    rf"|(?P<one>{_NUMBER})(?P<unit>{_UNIT})?)(?![\w^]|[-.]\w){_MORE}",
    re.I,
)
_UNITS = {
    "percent": "%",
    "percentagepoints": "points",
    "percentagepoint": "points",
    "absolutepoints": "points",
    "point": "points",
    "pp": "points",
}
_FACTORS = ("times", "x", "×", "fold")
_SCALES = {"million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "b": 1e9, "k": 1e3}
_STRONG = frozenset({"%", "x", "points", "dB", "FPS"})
_SETTING = re.compile(
    r"\s*(?:of the )?(?:layers?|epochs?|papers?|images?|samples?|examples?|languages?|tasks?|datasets?|tokens?|GPUs?|participants?"
    r"|classes|domains?|years?|bits?)\b",
    re.I,
)
_COMPARED = re.compile(r"[a-z]r$|less$|fewer$|more$")
_NUMBERS = re.compile(r"\d")
_MARKED = 0.3


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a sentence: where it stands there, the value as written, its number, unit and ends of a range."""

    start: int
    end: int
    value: str
    number: float
    unit: str | None
    low: float | None = None
    high: float | None = None


def _float(text: str) -> float:
    return float(text.replace(",", "").rstrip("."))


def _unit(text: str | None) -> tuple[str | None, float]:
    """Return the unit and the factor that the number is to be multiplied with."""
    bare = re.sub(r"[\s\\$-]", "", text or "")
    low = bare.lower()
    if not bare:
        return None, 1.0
    if low in _FACTORS:
        return "x", 1.0
    if low in _SCALES and bare != "m":
        return None, _SCALES[low]
    return {"fps": "FPS"}.get(low) or _UNITS.get(low, bare), 1.0


def _figure(match: re.Match[str]) -> Figure:
    last = match["b"] or match["high"] or match["one"]
    first = match["a"] or match["low"]
    unit, scale = _unit(match["ub"] or match["uhigh"] or match["unit"] or match["ua"])
    ends = sorted((_float(first) * scale, _float(last) * scale)) if first else (None, None)
    return Figure(match.start(), match.end(), match[0], _float(last) * scale, unit, *ends)


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a sentence; the number of a range is the last one written, the value that was reached.

    >>> [(f.value, f.number, f.unit) for f in figures("It is up to 2.5x faster and gains 1,200 points, 20% more.")]
    [('up to 2.5x faster', 2.5, 'x'), ('1,200 points', 1200.0, 'points'), ('20% more', 20.0, '%')]
    >>> [(f.value, f.low, f.high) for f in figures("Accuracy rises from 70.1 to 75.3 at 2-3x the cost.")]
    [('from 70.1 to 75.3', 70.1, 75.3), ('2-3x', 2.0, 3.0)]
    """
    return tuple(_figure(match) for match in _FIGURE.finditer(text))


def _free(sentence: Sentence, row: Sequence[Place], figure: Figure) -> Figure | None:
    """Return a figure cut off where a mention begins (`30 FPS`), None where it is part of a name (`GPT-3.5`)."""
    start, end = sentence.start + figure.start, sentence.start + figure.end
    inside = [place for place in row if place.start < end and start < place.end]
    if not inside:
        return figure
    value = sentence.text[figure.start : min(place.start for place in inside) - sentence.start].rstrip()
    whole = bool(value) and not _NUMBERS.search(figure.value[len(value) :])
    return replace(figure, value=value, end=figure.start + len(value)) if whole else None


def _beside(sentence: Sentence, metrics: Sequence[Place], figure: Figure) -> bool:
    """Tell whether a metric stands within three words of the figure: `52.2 mAP`, `BLEU of 34`."""
    for place in metrics:
        left, right = place.end - sentence.start, place.start - sentence.start
        gap = sentence.text[figure.end : right] if right >= figure.end else sentence.text[left : figure.start]
        if len(gap) <= 24 and gap.count(" ") <= 3 and not re.search(r"[.;]|\d", gap):
            return True
    return False


def _counts(sentence: Sentence, metrics: Sequence[Place], figure: Figure) -> float:
    """Return how sure it is that a figure is a result, 0 where it is none."""
    if _SETTING.match(sentence.text, figure.end):
        return 0.0
    if figure.unit in _STRONG:
        return 0.9
    if _COMPARED.search(figure.value) or _beside(sentence, metrics, figure):
        return 0.8
    decimal = "." in figure.value and sentence.function == "result" and metrics
    return 0.6 if decimal or (figure.unit and sentence.function == "result") else 0.0


@dataclass(frozen=True, slots=True)
class Value:
    """A figure that may be a result: its sentence by number, its range of words on the page, and its features."""

    sentence: int
    figure: Figure
    span: tuple[int, int]
    features: dict[str, float]


SLOTS = ("method", "metric", "dataset", "task", "baseline")
_LABEL_OF = {"method": "Method", "metric": "Metric", "dataset": "Dataset", "task": "Task", "baseline": "Method"}
_FIRST_SLOT = 1 + len(RELATIONS)
_THAN = re.compile(
    r"\b(?:than|over|compared (?:to|with)|relative to|against|versus|vs\.?|outperform\w*|surpass\w*|exceed\w*|beat\w*)\b", re.I
)


def _seen_figures(seen: Seen, sentence: Sentence, inside: range) -> Iterator[Figure]:
    """Yield the figures that the encoder marks in a sentence: a likely first word, and what goes on from it."""
    rows = seen.sight.values
    for first in inside:
        if rows[first, 1] < _MARKED:
            continue
        last = first + 1
        while last in inside and rows[last, 2] >= 0.5:
            last += 1
        start, end = seen.page.words[first].start - sentence.start, seen.page.words[last - 1].end - sentence.start
        told = next(iter(figures(sentence.text[start:end])), None)
        if told is not None:
            yield replace(told, start=start, end=end, value=sentence.text[start:end])


def values(seen: Seen, sections: Sequence[SectionText], reading: Reading) -> list[Value]:
    """Return the figures of a reading that may be results."""
    words = word_places(seen.page, sections)
    inside = _by_sentence(seen, sections, reading)
    told = []
    for number, (sentence, row) in enumerate(zip(reading.sentences, reading.by_sentence, strict=True)):
        if not _NUMBERS.search(sentence.text):
            continue
        metrics = [place for place in row if reading.labels[place.entity] == "Metric"]
        marked = list(_seen_figures(seen, sentence, inside[number]))
        formed = [figure for figure in (_free(sentence, row, figure) for figure in figures(sentence.text)) if figure is not None]
        for figure in {(one.start, one.end): one for one in (*formed, *marked)}.values():
            span = words.span(sentence.section, sentence.start + figure.start, sentence.start + figure.end)
            if span is not None:
                agree = (any(same(figure, one) for one in formed), any(same(figure, one) for one in marked))
                told.append(Value(number, figure, span, _value_features(seen, sentence, metrics, figure, span, agree)))
    return told


def _by_sentence(seen: Seen, sections: Sequence[SectionText], reading: Reading) -> list[range]:
    """Return the words of each sentence of a reading."""
    firsts = sorted((sections[word.section].name, word.start, n) for n, word in enumerate(seen.page.words))
    told = []
    for sentence in reading.sentences:
        left = bisect_left(firsts, (sentence.section, sentence.start, -1))
        right = bisect_left(firsts, (sentence.section, sentence.end, -1))
        start = firsts[left][2] if left < right else 0
        told.append(range(start, start + right - left))
    return told


def same(one: Figure, two: Figure) -> bool:
    """Tell whether two figures stand in the same place."""
    return (one.start, one.end) == (two.start, two.end)


def _value_features(
    seen: Seen, sentence: Sentence, metrics: Sequence[Place], figure: Figure, span: tuple[int, int], agree: tuple[bool, bool]
) -> dict[str, float]:
    rows = seen.sight.values
    after = float(rows[span[1], 2]) if span[1] < len(rows) else 0.0
    return {
        "begin": float(rows[span[0], 1]),
        "outside": float(rows[span[0] : span[1], 0].mean()),
        "most": float(1 - rows[span[0] : span[1], 0].min()),
        "goes on": after,
        "before": float(1 - rows[span[0] - 1, 0]) if span[0] else 0.0,
        "formed": float(agree[0]),
        "marked": float(agree[1]),
        "counts": _counts(sentence, metrics, figure),
        "setting": float(bool(_SETTING.match(sentence.text, figure.end))),
        "metric": float(bool(metrics)),
        "words": min(span[1] - span[0], 8) / 8,
        f"unit {figure.unit if figure.unit in _STRONG else bool(figure.unit)}": 1.0,
        f"in {sentence.function}": 1.0,
    }


def results_of(found: Sequence[Value], likely: Sequence[float], least: float) -> list[tuple[Value, float]]:
    """Return the figures that are results, the likeliest first taken, none overlapping, in order."""
    taken: set[int] = set()
    told = []
    for n in sorted(range(len(found)), key=lambda n: (-likely[n], n)):
        if likely[n] >= least and taken.isdisjoint(range(*found[n].span)):
            taken.update(range(*found[n].span))
            told.append((found[n], likely[n]))
    return sorted(told, key=lambda one: one[0].span)


def slot_rows(
    reading: Reading, roles: Sequence[Role], judged: Judged, value: Value, subject: int
) -> dict[tuple[str, int], dict[str, float]]:
    """Return for each slot of a figure and each entity that may fill it the features; `subject` is its number in `judged`."""
    rows: dict[tuple[str, int], dict[str, float]] = {}
    by_entity = judged.of(subject)
    for number, slot in enumerate(SLOTS):
        fitting = [n for n, label in enumerate(reading.labels) if label == _LABEL_OF[slot] and n in by_entity]
        near = {n: _apart(reading, value, n) for n in fitting}
        order = sorted(fitting, key=lambda n: near[n])
        for rank, n in enumerate(order):
            row = by_entity[n]
            others = [_FIRST_SLOT + k for k, other in enumerate(SLOTS) if _LABEL_OF[other] == _LABEL_OF[slot]]
            most = max(float(row[k]) for k in (0, *others))
            whole = most + math.log(sum(math.exp(float(row[k]) - most) for k in (0, *others)))
            sentences, characters, than = near[n]
            rows[slot, n] = {
                f"slot {slot}": max(float(row[_FIRST_SLOT + number]) - whole, -8.0),
                "nothing": max(float(row[0]) - whole, -8.0),
                f"is {slot}": 1.0,
                f"{slot} rank {min(rank, 3)}": 1.0,
                f"{slot} sentences {min(sentences, 2)}": 1.0,
                "near": 1.0 / (1.0 + characters / 20),
                f"{slot} than": float(than),
                f"{slot} only": float(len(fitting) == 1),
                "sure": reading.certainty[n],
                **{f"{slot} {role}": p for role, p in zip(ROLES, roles[n].odds, strict=True) if p > 0.02},
            }
    return rows


def _apart(reading: Reading, value: Value, entity: int) -> tuple[int, int, bool]:
    """Return how many sentences and characters lie between a figure and an entity's nearest place, and whether a `than` precedes it."""
    sentence = reading.sentences[value.sentence]
    start, end = sentence.start + value.figure.start, sentence.start + value.figure.end
    places = reading.by_entity[entity]
    first = bisect_left(places, Place(value.sentence, -1, -1, -1))
    last = bisect_left(places, Place(value.sentence + 1, -1, -1, -1))
    best = (99, 9999, False)
    for place in places[max(first - 1, 0) : last + 1]:
        away = abs(place.sentence - value.sentence)
        gap = max(place.start - end, start - place.end, 0) if not away else 9999
        left = sentence.text[max(0, place.start - sentence.start - 60) : max(0, place.start - sentence.start)] if not away else ""
        best = min(best, (away, gap, bool(_THAN.search(left))))
    return best


def measure(reading: Reading, roles: Sequence[Role], judged: Judged, found: Sequence[Value]) -> tuple[Result, ...]:
    """Return the results of a reading in order; in each quote the subject spans the method, the object the value.

    `found` are the figures that may be results; in `judged` they stand behind the entities, in this order.
    """
    if not found:
        return ()
    nets = load_nets()
    likely = nets["values"].likely(nets["values"].rows([value.features for value in found]))[:, 1].tolist()
    numbers = {value.span: n for n, value in enumerate(found)}
    told = []
    for value, sure in results_of(found, likely, nets["values"].least[1]):
        rows = slot_rows(reading, roles, judged, value, len(reading.labels) + numbers[value.span])
        told.append(_result(reading, value, sure, _filled(rows)))
    return tuple(told)


def _filled(rows: Mapping[tuple[str, int], Mapping[str, float]]) -> dict[str, int]:
    """Return the likeliest entity of each slot, where it is likely enough."""
    net = load_nets()["slots"]
    filled: dict[str, tuple[float, int]] = {}
    if not rows:
        return {}
    for (slot, entity), p in zip(rows, net.likely(net.rows(list(rows.values())))[:, 1].tolist(), strict=True):
        if p >= net.least[1] and p > filled.get(slot, (0.0, 0))[0]:
            filled[slot] = (p, entity)
    return {slot: entity for slot, (_, entity) in filled.items()}


def _result(reading: Reading, value: Value, sure: float, filled: Mapping[str, int]) -> Result:
    start = reading.sentences[value.sentence].start
    figure = value.figure
    here = Place(value.sentence, start + figure.start, start + figure.end, -1)
    places = [place for place in reading.by_entity[filled["method"]] if place.sentence == value.sentence] if "method" in filled else []
    return Result(
        value=figure.value,
        number=figure.number,
        unit=figure.unit,
        low=figure.low,
        high=figure.high,
        confidence=round(max(sure, 0.001), 3),
        quotes=(quote(reading, places[0] if places else None, here),),
        extractor="figures",
        **{slot: reading.names[entity] for slot, entity in filled.items()},
    )
