"""The extractor: a spaCy pipeline over each section, then what a paper's sections say together."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from kg.extract.candidates import KEY, notes
from kg.extract.consistency import spread
from kg.extract.repeats import OwnNames, own_names
from kg.extract.sentences import sentence_spans
from kg.extract.text import SectionText
from kg.extract.tokens import make_doc
from kg.model import Definition, Extraction, Mention, Paper, Section

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["COMPONENTS", "extract_paper", "make_nlp", "mentions_of"]

COMPONENTS = {
    "kg_sentences": "kg.extract.sentences:mark_sentences",
    "kg_acronyms": "kg.extract.acronyms:acronym_definitions",
    "kg_titles": "kg.extract.titles:title_names",
    "kg_introductions": "kg.extract.introductions:introduced_names",
    "kg_datasets": "kg.extract.datasets:dataset_names",
    "kg_metrics": "kg.extract.metrics:metric_names",
    "kg_gazetteer": "kg.extract.gazetteer:known_names",
    "kg_repeats": "kg.extract.repeats:repeated_names",
    "kg_nounphrases": "kg.extract.nounphrases:noun_phrases",
    "kg_selection": "kg.extract.selection:select_mentions",
}
"""The components in the order of running: each reads the Doc and proposes candidates, the last selects. A tagger is one more row."""


def make_nlp(*, use_lexicon: bool = True) -> Language:
    """Return a pipeline whose `doc.spans["kg"]` holds the mentions of a text; it needs no model and no download."""
    import spacy
    from spacy.language import Language

    nlp = spacy.blank("en")
    nlp.max_length = sys.maxsize  # a limit for models; here the readers limit a record
    nlp.tokenizer = lambda text: make_doc(nlp.vocab, text)
    for name, target in COMPONENTS.items():
        if use_lexicon or name != "kg_gazetteer":
            module, _, function = target.partition(":")
            Language.component(name, func=getattr(import_module(module), function))
            nlp.add_pipe(name)
    return nlp


def _read_section(nlp: Language, section: Section, names: OwnNames) -> tuple[SectionText, list[Mention], list[Definition]]:
    doc = nlp.make_doc(section.text)
    noted = notes(doc)
    noted["section"], noted["names"] = section.name, names
    doc = nlp(doc)
    mentions = [
        Mention(section.name, s.start_char, s.end_char, section.text[s.start_char : s.end_char], s.label_, "", extractor, confidence)
        for s in doc.spans[KEY]
        for confidence, extractor in [noted["mentions"][s.start_char, s.end_char]]
    ]
    text = SectionText(section.name, section.text, tuple(sentence_spans(section.text)))
    return text, mentions, [replace(d, section=section.name) for d in noted["definitions"]]


def mentions_of(nlp: Language, paper: Paper) -> tuple[list[SectionText], list[Mention], list[Definition]]:
    """Return a paper's sections with their sentences, its mentions (no entity yet) and its acronym definitions."""
    sections: list[SectionText] = []
    mentions: list[Mention] = []
    definitions: list[Definition] = []
    names = own_names(paper.sections)
    with nlp.memory_zone():
        for section in paper.sections:
            text, found, defined = _read_section(nlp, section, names)
            sections.append(text)
            mentions.extend(found)
            definitions.extend(defined)
    return sections, spread(sections, mentions, definitions), definitions


def extract_paper(nlp: Language, paper: Paper) -> Extraction:
    """Return what one paper says; nothing but its own text and the packaged data enters."""
    from kg.extract.entities import assemble

    return assemble(*mentions_of(nlp, paper))
