"""The extractor: a paper's sections to mentions, then to what they say together; and the same as a spaCy pipeline.

paper -> sections with sentences -> mentions (`kg.extract.mentions`) -> entities, roles, relations, results (`kg.extract.entities`)
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kg.extract.acronyms import find_definitions
from kg.extract.entities import assemble
from kg.extract.mentions import find_mentions
from kg.extract.sentences import sentence_spans
from kg.extract.text import SectionText
from kg.extract.tokens import make_doc
from kg.model import Definition, Extraction, Paper

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["KEY", "definitions_of", "extract_paper", "make_nlp", "sections_of"]

KEY = "kg"
"""Where a Doc keeps its mentions: `doc.spans[KEY]`."""


def sections_of(paper: Paper) -> list[SectionText]:
    """Return the sections of a paper with their sentences."""
    return [SectionText(section.name, section.text, tuple(sentence_spans(section.text))) for section in paper.sections]


def definitions_of(paper: Paper) -> list[Definition]:
    """Return the acronyms that the sections of a paper define."""
    return [replace(found, section=section.name) for section in paper.sections for found in find_definitions(section.text)]


def extract_paper(paper: Paper, *, use_lexicon: bool = True) -> Extraction:
    """Return what one paper says; nothing but its own text and the packaged data enters."""
    sections = sections_of(paper)
    return assemble(find_mentions(sections, use_lexicon=use_lexicon), sections, definitions_of(paper))


def _mark_sentences(doc: Doc) -> Doc:
    """Mark the first token of each sentence, so that `doc.sents` follows `sentence_spans`."""
    import numpy as np

    starts = {start for start, _ in sentence_spans(doc.text)}
    marks = [1 if token.idx in starts else -1 for token in doc]
    if marks:
        doc.from_array(["SENT_START"], np.array(marks, dtype=np.int64).astype(np.uint64))  # type: ignore[arg-type]
    return doc


def _mark_mentions(doc: Doc, use_lexicon: bool) -> Doc:
    """Set `doc.spans[KEY]` to the mentions of the text, read as an abstract."""
    from spacy.tokens import SpanGroup

    text = doc.text
    sections = [SectionText("abstract", text, tuple(sentence_spans(text)))] if text.strip() else []
    found = find_mentions(sections, use_lexicon=use_lexicon)
    spans = (doc.char_span(m.start, m.end, label=m.label) for m in found.mentions)
    doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=[span for span in spans if span is not None])
    return doc


def make_nlp(*, use_lexicon: bool = True) -> Language:
    """Return a pipeline whose `doc.spans["kg"]` holds the mentions of a text; it needs no download."""
    import spacy
    from spacy.language import Language

    nlp = spacy.blank("en")
    nlp.max_length = sys.maxsize  # a limit for models; here the readers limit a record
    nlp.tokenizer = lambda text: make_doc(nlp.vocab, text)
    Language.component("kg_sentences", func=_mark_sentences)
    Language.component("kg_mentions", func=partial(_mark_mentions, use_lexicon=use_lexicon))
    nlp.add_pipe("kg_sentences")
    nlp.add_pipe("kg_mentions")
    return nlp
