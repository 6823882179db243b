"""What the components note on a Doc: candidates for mentions, acronym definitions, and the mentions that were selected.

A SpanGroup holds no confidence and no extractor, so these lie in `doc.user_data["kg"]`, beside `doc.spans["kg"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict, cast

from kg.model import Definition, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["ANY", "KEY", "LABELS", "Candidate", "Notes", "notes", "propose"]

KEY = "kg"
LABELS = ("Method", "Dataset", "Task", "Metric", "Concept")
ANY = ""
"""The label of a candidate that says where a mention stands and not what it is."""


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A span that may be a mention: characters of the section's text, label, who found it, and how sure."""

    start: int
    end: int
    label: str
    confidence: float
    extractor: str
    id: str = field(default="", compare=False)


class Notes(TypedDict):
    """What `doc.user_data["kg"]` holds.

    `text` is that of the Doc, joined once; `names` are those that the whole paper introduces;
    `mentions` gives confidence and extractor of each span of `doc.spans["kg"]`.
    """

    section: str
    text: str
    names: Mapping[tuple[str, ...], Candidate]
    candidates: list[Candidate]
    definitions: list[Definition]
    mentions: dict[Span, tuple[float, str]]


def notes(doc: Doc) -> Notes:
    """Return what was noted on a Doc so far, made empty at the first call."""
    if KEY not in doc.user_data:
        doc.user_data[KEY] = Notes(section="", text=doc.text, names={}, candidates=[], definitions=[], mentions={})
    return cast(Notes, doc.user_data[KEY])


def propose(doc: Doc, candidates: Iterable[Candidate]) -> Doc:
    """Note the candidates on the Doc and return it, as a component does."""
    notes(doc)["candidates"].extend(candidates)
    return doc
