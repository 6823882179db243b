"""The figures that a paper gives: the value as written, its number and unit, and which metric, method and data it belongs to.

`measure` is the place of a trained classifier: the same arguments, the same answer. A figure with a percent sign, `points` or a
factor counts wherever it stands outside a name; a bare number only beside a metric, in a sentence that tells of results.
Settings (`8 layers`, `3 epochs`) are no results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extract.quotes import Place, Reading, Sentence, quote
from kg.extract.relations import main_entity
from kg.extract.roles import Role
from kg.model import Result

__all__ = ["Figure", "figures", "measure"]

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
_THAN = re.compile(
    r"\b(?:than|over|compared (?:to|with)|relative to|against|versus|vs\.?|outperform\w*|surpass\w*|exceed\w*|beat\w*)\b", re.I
)


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


def _nearest(sentence: Sentence, places: Sequence[Place], figure: Figure, *, before: int = 0) -> Place | None:
    """Return the place nearest to a figure; one before it is taken to be `before` characters farther off."""

    def distance(place: Place) -> tuple[int, Place]:
        left, right = place.end - sentence.start, place.start - sentence.start
        return (right - figure.end if right >= figure.end else figure.start - left + before), place

    return min(places, key=distance, default=None)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What one sentence offers to its figures."""

    sentence: Sentence
    by_label: dict[str, list[Place]]
    figures: tuple[tuple[Figure, float], ...]


def _scene(reading: Reading, number: int) -> _Scene | None:
    sentence, row = reading.sentences[number], reading.by_sentence[number]
    if not _NUMBERS.search(sentence.text):
        return None
    by_label: dict[str, list[Place]] = {label: [] for label in ("Method", "Dataset", "Task", "Metric", "Concept")}
    for place in row:
        by_label[reading.labels[place.entity]].append(place)
    free = (_free(sentence, row, figure) for figure in figures(sentence.text))
    rated = [(figure, _counts(sentence, by_label["Metric"], figure)) for figure in free if figure is not None]
    return _Scene(sentence, by_label, tuple((figure, sure) for figure, sure in rated if sure > 0))


def _paired(scene: _Scene, label: str, index: int) -> Place | None:
    """Return the partner of figure `index` where as many names of a label follow or precede the figures one for one."""
    places = scene.by_label[label]
    if len(places) == len(scene.figures) > 1 and "respectively" in scene.sentence.text:
        return places[index]
    return None


def _compared(scene: _Scene) -> tuple[list[Place], list[Place]]:
    """Return the methods of a sentence, those that figures speak of apart from those they are compared with."""
    own: list[Place] = []
    others: list[Place] = []
    for place in scene.by_label["Method"]:
        left = scene.sentence.text[max(0, place.start - scene.sentence.start - 60) : max(0, place.start - scene.sentence.start)]
        (others if _THAN.search(left) else own).append(place)
    return own, others


def _first(reading: Reading, roles: Sequence[Role], role: str) -> int | None:
    """Return the entity of a role that is named first, the title before the abstract."""
    found = [number for number, other in enumerate(roles) if other.name == role]
    return min(found, key=lambda entity: reading.by_entity[entity], default=None)


def _only(roles: Sequence[Role], role: str) -> int | None:
    """Return the entity of a role where the paper has but one."""
    found = [number for number, other in enumerate(roles) if other.name == role]
    return found[0] if len(found) == 1 else None


def _ends(reading: Reading, roles: Sequence[Role], scene: _Scene, index: int) -> dict[str, Place | int | None]:
    """Return the places (or the entity, where the sentence names none) that figure `index` belongs to."""
    figure, sentence = scene.figures[index][0], scene.sentence
    own, others = _compared(scene)
    proposed = [place for place in own if roles[place.entity].name == "PROPOSES"]
    metric = _paired(scene, "Metric", index) or _nearest(sentence, scene.by_label["Metric"], figure, before=12)
    dataset = _paired(scene, "Dataset", index) or _nearest(sentence, scene.by_label["Dataset"], figure, before=30)
    task = _nearest(sentence, scene.by_label["Task"], figure)
    return {
        "method": _nearest(sentence, proposed or own, figure) or main_entity(reading, roles),
        "metric": metric,
        "dataset": dataset or _only(roles, "EVALUATES_ON"),
        "task": task or _first(reading, roles, "ADDRESSES"),
        "baseline": _nearest(sentence, others, figure),
    }


def _names(reading: Reading, ends: dict[str, Place | int | None]) -> Iterator[tuple[str, str]]:
    wanted = {"method": "Method", "baseline": "Method", "metric": "Metric", "dataset": "Dataset", "task": "Task"}
    for field, end in ends.items():
        entity = end.entity if isinstance(end, Place) else end
        if entity is not None and reading.labels[entity] == wanted[field]:
            yield field, reading.names[entity]


def _results(reading: Reading, roles: Sequence[Role], number: int, scene: _Scene) -> Iterator[Result]:
    for index, (figure, sure) in enumerate(scene.figures):
        ends = _ends(reading, roles, scene, index)
        start = scene.sentence.start
        method = ends["method"] if isinstance(ends["method"], Place) else None
        yield Result(
            value=figure.value,
            number=figure.number,
            unit=figure.unit,
            low=figure.low,
            high=figure.high,
            confidence=sure,
            quotes=(quote(reading, method, Place(number, start + figure.start, start + figure.end, -1)),),
            extractor="rule:figure",
            **dict(_names(reading, ends)),
        )


def measure(reading: Reading, roles: Sequence[Role]) -> tuple[Result, ...]:
    """Return the results of a reading in order; in each quote the subject spans the method, the object the value."""
    scenes = ((number, _scene(reading, number)) for number in range(len(reading.sentences)))
    return tuple(result for number, scene in scenes if scene is not None for result in _results(reading, roles, number, scene))
