"""Compositions that measure on public sets: their texts -> the extractor, or a head refitted on them -> scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from kg.errors import ReadError
from kg.evaluate import Measure
from kg.evaluate.sets import load_set
from kg.evaluate.sets.compare import compare_texts
from kg.evaluate.sets.files import file_of
from kg.evaluate.sets.head import Featured, refit, tag
from kg.evaluate.sets.labelled import GoldSet, Labelled, Related, Rule
from kg.extract import extract, extractor_version
from kg.extract.acronyms import find_definitions, is_short_form
from kg.extract.encoder import load_encoder
from kg.extract.features import features, word_marks
from kg.extract.text import SectionText
from kg.extract.tokens import word_spans
from kg.extract.windows import page
from kg.model import Extraction, Mention, Paper, Span

__all__ = ["Parts", "SetEvaluation", "System", "evaluate_set", "find_parts", "set_relations"]

Progress = Callable[[str, int], None]
"""Counts work by the name of its stage."""


@dataclass(frozen=True, slots=True)
class System:
    """What one system found in a set: `key` stands over its columns, `title` says what it is."""

    key: str
    title: str
    measures: Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts that are scored and those that a head is refitted on, none where there is no train file, with where they stood.

    `cut` says how both were cut from one file, where no file of the split is published.
    """

    scored: tuple[Labelled, ...]
    where: str
    train: tuple[Labelled, ...] = ()
    train_where: str = ""
    cut: str = ""


@dataclass(frozen=True, slots=True)
class SetEvaluation:
    """The systems' scores on a part of a set; `extractor` is the version of ours."""

    gold: GoldSet
    parts: Parts
    systems: tuple[System, ...]
    extractor: str


def find_parts(gold: GoldSet, path: Path, split: str) -> Parts:
    """Read what is scored: the file itself where `path` is one, else the folder's file of the split, and its train file.

    Raises ReadError where the folder lacks the files or a file holds no text.
    """
    if path.is_file():
        return Parts(_texts(gold, path), path.name)
    if not path.is_dir():
        raise ReadError(f"expected a file of the set, or a folder with {_wanted(gold, split)} got nothing of that name", path=str(path))
    scored, train = file_of(path, split, gold.suffixes), file_of(path, "train", gold.suffixes)
    if scored is not None:
        found = _texts(gold, train) if train else ()
        return Parts(_texts(gold, scored), scored.name, found, train.name if train else "")
    if train is None or split != "dev" or gold.split is None:
        names = sorted(entry.name for entry in path.iterdir())
        there = f"{', '.join(names[:5])}{' ...' if names[5:] else ''}" or "an empty folder"
        raise ReadError(f"expected {_wanted(gold, split)} of {gold.title.partition(':')[0]}, got {there}", path=str(path))
    rest, held = gold.split(_texts(gold, train))
    return Parts(tuple(held), f"part of {train.name}", tuple(rest), f"the rest of {train.name}", gold.cut)


def _wanted(gold: GoldSet, split: str) -> str:
    train = f"train{gold.suffixes[0]}"
    return train if gold.split and split == "dev" else f"{split}{gold.suffixes[0]}, beside it {train} to refit on,"


def _texts(gold: GoldSet, path: Path) -> tuple[Labelled, ...]:
    texts = tuple(gold.read(path))
    if not texts:
        raise ReadError("expected texts, got none", path=str(path))
    return texts


def evaluate_set(name: str, path: Path, *, split: str = "dev", progress: Progress | None = None) -> SetEvaluation:
    """Score the extractor as it ships, through the set's label map, and a head refitted on the set's own train file.

    Raises ReadError where the files of the set are not there or not in its format.
    """
    gold = load_set(name)
    parts = find_parts(gold, path, split)
    count = progress or (lambda stage, done: None)
    found = list(_shipped(gold, parts.scored, count))
    if parts.train:
        found.append(("(b)", f"a CRF refitted on {parts.train_where}, over the extractor's features; not shipped", _refitted(parts, count)))
    systems = tuple(System(key, title, compare_texts(parts.scored, texts, gold.symmetric)) for key, title, texts in found)
    return SetEvaluation(gold, parts, systems, extractor_version())


def _shipped(gold: GoldSet, texts: Sequence[Labelled], count: Progress) -> Iterator[tuple[str, str, list[Labelled]]]:
    if gold.acronyms:
        yield "(a)", "the extractor's acronym definitions", [_defined(text) for text in texts]
        yield "(a+)", "these, and every other word that looks like an acronym", [_capitals(_defined(text)) for text in texts]
    else:
        yield "(a)", "the extractor as it ships, through the label map", list(_extracted(gold, texts, count))


def _defined(text: Labelled) -> Labelled:
    """Return a text with the acronyms that it defines and their long forms."""
    spans = {(*span, label) for one in find_definitions(text.text) for span, label in ((one.short_span, "short"), (one.long_span, "long"))}
    return replace(text, spans=tuple(sorted(spans)), relations=())


def _capitals(text: Labelled) -> Labelled:
    taken = {place for start, end, _ in text.spans for place in range(start, end)}
    words = [(a, b) for a, b in word_spans(text.text) if a not in taken and is_short_form(text.text[a:b])]
    return replace(text, spans=tuple(sorted([*text.spans, *((a, b, "short") for a, b in words)])))


def _extracted(gold: GoldSet, texts: Sequence[Labelled], count: Progress) -> Iterator[Labelled]:
    """Yield the texts with what the extractor finds in them, in the set's own words."""
    papers = (Paper("", abstract=text.text, record_id=text.id) for text in texts)
    for text, found in zip(texts, extract(papers), strict=True):
        count("texts extracted", 1)
        mentions = [mention for mention in found.mentions if mention.label in gold.labels]
        spans = {(mention.start, mention.end, gold.labels[mention.label]) for mention in mentions}
        related = set(set_relations(gold.rules, text, mentions, found))
        yield replace(text, spans=tuple(sorted(spans)), relations=tuple(sorted(related)))


def set_relations(rules: Sequence[Rule], text: Labelled, mentions: Sequence[Mention], found: Extraction) -> Iterator[Related]:
    """Yield the relations between entities as relations between their nearest mentions, in each sentence that holds both."""
    labels = {entity.name: entity.label for entity in found.entities}
    for relation in found.relations:
        for rule in _rules(rules, relation.predicate, labels.get(relation.subject, "")):
            for subject, end in _pairs(text, mentions, relation.subject, relation.object):
                yield (end, subject, rule.label) if rule.reverse else (subject, end, rule.label)
    spans = {(mention.start, mention.end) for mention in mentions}
    for rule in _rules(rules, "acronym", ""):
        for one in found.definitions:
            if {one.short_span, one.long_span} <= spans:
                yield one.short_span, one.long_span, rule.label


def _rules(rules: Sequence[Rule], predicate: str, label: str) -> list[Rule]:
    """Return the first rule that fits, or none."""
    return [rule for rule in rules if rule.predicate == predicate and rule.subject in ("", label)][:1]


def _pairs(text: Labelled, mentions: Sequence[Mention], subject: str, end: str) -> Iterator[tuple[Span, Span]]:
    for low, high in text.sentences:
        here = [mention for mention in mentions if low <= mention.start and mention.end <= high]
        one, other = ([(m.start, m.end) for m in here if m.entity == name] for name in (subject, end))
        near = min(((max(a[0] - b[1], b[0] - a[1]), a, b) for a in one for b in other), default=None)
        if near:
            yield near[1], near[2]


def _refitted(parts: Parts, count: Progress) -> list[Labelled]:
    def featured(text: Labelled) -> Iterator[Featured]:
        """Count a text, and give what the CRF reads of it."""
        count("texts featured", 1)
        return _featured(text)

    def train() -> Iterator[Labelled]:
        """Give the texts to refit on, then tell that fitting begins."""
        yield from parts.train
        count("fitting a CRF", 0)

    return list(tag(refit(train(), featured), parts.scored, featured))


def _featured(text: Labelled) -> Iterator[Featured]:
    """Yield the sentences of a text with the features of their words, those of the shipped encoder among them."""
    sections = [SectionText("abstract", text.text, text.sentences)]
    found = page(sections)
    rows = features(found, word_marks(found, sections, use_lexicon=True), load_encoder().see(found).tags)
    for _, group in groupby(zip(found.words, rows, strict=True), lambda pair: pair[0].sentence):
        words, told = zip(*group, strict=True)
        yield Featured(tuple((word.start, word.end) for word in words), told)
