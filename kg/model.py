"""The records that flow: frozen, slotted, pure values.

    path -> Paper -> Extraction -> Entity -> Node / Edge + Evidence -> Graph

Offsets are counted in Unicode code points of the section's text exactly as it was read:
`section.text[start:end]` is the mention or the quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "NO_SPAN",
    "Author",
    "Definition",
    "Edge",
    "Entity",
    "Evidence",
    "Extraction",
    "LocalEntity",
    "Mention",
    "Node",
    "Paper",
    "Problem",
    "Quote",
    "Relation",
    "Report",
    "Result",
    "Section",
    "Span",
    "Value",
]

Value = str | int | float | bool | None | list[str] | list[int] | list[float]
"""What a property of a node or an edge may hold: a scalar, or a list of one type."""

Span = tuple[int, int]
"""Start and end, end exclusive."""

NO_SPAN: Span = (-1, -1)
"""The span of an end that a quote does not hold."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a paper's text, `title` or `abstract` or a heading of its body."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """One author as the record gives them; `affiliations` are names of organisations."""

    name: str
    orcid: str | None = None
    affiliations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper record as a reader yields it, before records are merged.

    `record_id` is the record's own id in its source (`""` where it has none); `ids` are CURIEs
    (`arxiv:2401.01234` without version, `doi:10.1/x` in lower case). `published` is an ISO date as exact as the
    record allows: `2024-07-31`, `2024-07`, `2024`, or `--11-05` where a day has no year. `year` is that of `published` or None.
    """

    title: str
    abstract: str = ""
    record_id: str = ""
    ids: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    author_count: int | None = None
    published: str | None = None
    venue: str | None = None
    url: str | None = None
    votes: int | None = None
    comments: int | None = None
    cites: tuple[str, ...] = ()
    body: tuple[Section, ...] = ()
    source: str = ""
    format: str = ""

    @property
    def year(self) -> int | None:
        """Return the year of publication, or None where the record gives none.

        >>> Paper("T", published="2024-07").year, Paper("T", published="--11-05").year
        (2024, None)
        """
        head = (self.published or "")[:4]
        return int(head) if head.isdigit() else None

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return title, abstract and body, in the order of reading, without empty ones; no two have one name.

        >>> [s.name for s in Paper("T", abstract="A", body=(Section("Results", "a"), Section("Results", "b"))).sections]
        ['title', 'abstract', 'Results', 'Results (2)']
        """
        found: dict[str, Section] = {}
        for section in (Section("title", self.title), Section("abstract", self.abstract), *self.body):
            name, count = section.name, 1
            while name in found:
                count += 1
                name = f"{section.name} ({count})"
            if section.text:
                found[name] = Section(name, section.text)
        return tuple(found.values())


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span of a section that names an entity; `entity` is the name of its local entity."""

    section: str
    start: int
    end: int
    text: str
    label: str
    entity: str
    extractor: str
    confidence: float


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """The fewest whole sentences that hold what is claimed; `subject` and `object` are spans within the quote.

    An end that the quote does not hold (a paper as subject, or the far end of a claim with two quotes) is NO_SPAN.
    """

    section: str
    start: int
    end: int
    subject: Span = NO_SPAN
    object: Span = NO_SPAN


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """An entity within one paper: canonical name, label, the one role the paper gives it, and where it says so."""

    name: str
    label: str
    role: str
    confidence: float
    quotes: tuple[Quote, ...] = ()
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two local entities of one paper, by their names."""

    subject: str
    predicate: str
    object: str
    confidence: float
    quotes: tuple[Quote, ...] = ()
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A figure that the paper gives: `value` as written; the other ends are names of local entities or None."""

    value: str
    method: str | None = None
    metric: str | None = None
    dataset: str | None = None
    task: str | None = None
    baseline: str | None = None
    number: float | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    confidence: float = 1.0
    quotes: tuple[Quote, ...] = ()
    extractor: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Definition:
    """An acronym and its long form as the text defines them, with both spans in one section."""

    section: str
    short: str
    long: str
    short_span: Span
    long_span: Span


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one paper's text says: a function of that text and the packaged data only."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[LocalEntity, ...] = ()
    relations: tuple[Relation, ...] = ()
    results: tuple[Result, ...] = ()
    definitions: tuple[Definition, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing across papers; `ids` are those of all its keys, `kinds` counts its labels, most supported first."""

    id: str
    name: str
    label: str
    ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    xrefs: tuple[str, ...] = ()
    support: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Where a paper says what an edge claims: one quote, `text[start:end] == sentence`, spans within the sentence.

    Metadata has no quote: its section is `metadata`, its sentence empty.
    """

    paper: str
    section: str
    start: int
    end: int
    sentence: str
    subject: Span
    object: Span
    extractor: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph; `properties` holds what the schema declares for its label, nulls left out."""

    id: str
    label: str
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the graph: its identity is (subject, predicate, object), its evidence a sorted union."""

    subject: str
    predicate: str
    object: str
    evidence: tuple[Evidence, ...] = ()
    properties: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """Return the identity of the edge.

        >>> Edge("a", "IS_A", "b").key
        ('a', 'IS_A', 'b')
        """
        return (self.subject, self.predicate, self.object)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that was left out or looks wrong: what kind, where, and one line for a person."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The ledger of a library: records = papers + merged + already + skipped; the rest is told beside it.

    `problems` come from what was read, `notes` from what the graph leaves out (a cycle's weakest edge, an edge to itself).
    """

    records: int = 0
    papers: int = 0
    merged: int = 0
    already: int = 0
    skipped: int = 0
    replaced: int = 0
    removed: int = 0
    undated: int = 0
    nodes: int = 0
    edges: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
