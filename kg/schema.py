"""THE declaration of the graph: node types, edge types, prefixes.

Everything else derives from here: store DDL, constraints, RDF terms, SHACL shapes, colours and the reference docs.
Labels are PascalCase, predicates UPPER_SNAKE, RDF terms camelCase CURIEs over `PREFIXES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from kg.errors import SchemaError

__all__ = [
    "EDGE_PROPERTIES",
    "EDGE_TYPES",
    "ENTITY_LABELS",
    "EVIDENCE_LISTS",
    "NODE_TYPES",
    "PREFIXES",
    "RELATIONS",
    "ROLES",
    "EdgeType",
    "NodeType",
    "Property",
    "edge_type",
    "labels_of",
    "node_type",
    "role_rank",
]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a node or an edge; `kind` is text, integer, float, boolean, texts, integers or floats."""

    name: str
    kind: str
    iri: str
    doc: str


@dataclass(frozen=True, slots=True)
class NodeType:
    """A kind of node: its RDF classes (ours first), what other vocabularies call it, how it is drawn."""

    label: str
    doc: str
    classes: tuple[str, ...]
    aligned: tuple[str, ...]
    properties: tuple[Property, ...]
    colour: str
    shape: str
    entity: bool = False


@dataclass(frozen=True, slots=True)
class EdgeType:
    """A kind of edge, its RDF property and what it joins.

    `subjects` and `objects` are its ends in the graph (`Entity` for any of the five kinds);
    `subject_kinds` and `object_kinds` are the local labels that a paper's extraction may join by it.
    `group` is role (paper to entity), relation (entity to entity), bibliographic or result.
    """

    predicate: str
    group: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    iri: str
    doc: str
    aligned: tuple[str, ...] = ()
    subject_kinds: frozenset[str] = frozenset()
    object_kinds: frozenset[str] = frozenset()


PREFIXES = MappingProxyType(
    {
        "kg": "https://w3id.org/paperkg/ontology#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "schema": "https://schema.org/",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "prov": "http://www.w3.org/ns/prov#",
        "fabio": "http://purl.org/spar/fabio/",
        "cito": "http://purl.org/spar/cito/",
        "prism": "http://prismstandard.org/namespaces/basic/2.0/",
        "mls": "http://www.w3.org/ns/mls#",
        "mlso": "http://w3id.org/mlso/",
        "lpwcc": "https://linkedpaperswithcode.com/class/",
        "lpwc": "https://linkedpaperswithcode.com/property/",
        "soa": "https://semopenalex.org/ontology/",
        "cskg-ont": "http://scholkg.kmi.open.ac.uk/cskg/ontology#",
        "cso": "http://cso.kmi.open.ac.uk/schema/cso#",
        "orkgp": "http://orkg.org/orkg/predicate/",
        "orkgc": "http://orkg.org/orkg/class/",
        "oa": "http://www.w3.org/ns/oa#",
        "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
        "void": "http://rdfs.org/ns/void#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "sh": "http://www.w3.org/ns/shacl#",
    }
)

_NAME = Property("name", "text", "skos:prefLabel", "The name that most of its mentions use.")
_ENTITY = (
    _NAME,
    Property("aliases", "texts", "skos:altLabel", "Every other way in which papers write it."),
    Property("ids", "texts", "dcterms:identifier", "This id and every id that it replaces."),
    Property("kinds", "texts", "kg:kind", "Every kind in which papers use it, most supported first."),
    Property("kind_counts", "integers", "kg:usedAs", "Papers that use it as each of `kinds`, in that order."),
    Property("xrefs", "texts", "skos:closeMatch", "CURIEs of the same thing in open vocabularies."),
    Property("support", "integer", "kg:support", "Papers that mention it."),
)


def _entity(label: str, doc: str, classes: tuple[str, ...], aligned: tuple[str, ...], look: tuple[str, str]) -> NodeType:
    return NodeType(label, doc, (f"kg:{label}", *classes), aligned, _ENTITY, *look, entity=True)


NODE_TYPES: tuple[NodeType, ...] = (
    NodeType(
        "Paper",
        "A paper, with its title and abstract.",
        ("kg:Paper", "schema:ScholarlyArticle", "fabio:ResearchPaper"),
        ("lpwcc:paper", "soa:Work", "mlso:ScientificWork", "orkgc:Paper"),
        (
            Property("title", "text", "dcterms:title", "Its title."),
            Property("abstract", "text", "dcterms:abstract", "Its abstract, exactly as read; the offsets of evidence point into it."),
            Property("published", "text", "dcterms:issued", "ISO date as exact as its record gives it; `--11-05` for a day without year."),
            Property("year", "integer", "fabio:hasPublicationYear", "Year of publication; absent where no record gives one."),
            Property("ids", "texts", "dcterms:identifier", "All its ids, the best first."),
            Property("url", "text", "schema:url", "A web page about it."),
            Property("votes", "integer", "kg:votes", "Votes that the page it came from shows."),
            Property("comments", "integer", "kg:comments", "Comments that the page it came from counts."),
            Property("author_count", "integer", "kg:authorCount", "Number of authors, also where their names are not given."),
        ),
        "#4D4D4D",
        "square",
    ),
    NodeType(
        "Author",
        "A person, kept apart by paper unless an ORCID says who it is.",
        ("kg:Author", "foaf:Person", "schema:Person"),
        ("soa:Author",),
        (
            Property("name", "text", "foaf:name", "Full name as written."),
            Property("orcid", "text", "schema:identifier", "ORCID, where a record gives it."),
        ),
        "#999999",
        "dot",
    ),
    NodeType(
        "Organization",
        "An organisation that authors belong to.",
        ("kg:Organization", "foaf:Organization", "schema:Organization"),
        ("soa:Institution",),
        (Property("name", "text", "foaf:name", "Its name."),),
        "#B8B8B8",
        "dot",
    ),
    NodeType(
        "Venue",
        "A journal or conference.",
        ("kg:Venue",),
        ("soa:Source",),
        (Property("name", "text", "foaf:name", "Its name."),),
        "#7F7F7F",
        "dot",
    ),
    _entity(
        "Method",
        "A model, algorithm, technique, system, loss, tool or training scheme.",
        ("skos:Concept", "mls:Algorithm"),
        ("lpwcc:method", "cskg-ont:Method"),
        ("#0072B2", "dot"),
    ),
    _entity(
        "Dataset",
        "A data set, benchmark, corpus or test suite.",
        ("schema:Dataset", "dcat:Dataset"),
        ("lpwcc:dataset", "cskg-ont:Material", "orkgc:Dataset"),
        ("#009E73", "diamond"),
    ),
    _entity(
        "Task",
        "A problem that is to be solved.",
        ("skos:Concept",),
        ("lpwcc:task", "cskg-ont:Task", "orkgc:Problem"),
        ("#D55E00", "triangle"),
    ),
    _entity(
        "Metric",
        "What is measured to judge.",
        ("mls:EvaluationMeasure", "skos:Concept"),
        ("cskg-ont:Metric",),
        ("#CC79A7", "triangleDown"),
    ),
    _entity(
        "Concept",
        "Any other scientific term that a reader would look up.",
        ("skos:Concept",),
        ("cso:Topic", "soa:Topic", "cskg-ont:OtherEntity"),
        ("#E69F00", "hexagon"),
    ),
    NodeType(
        "Result",
        "A figure that a paper gives.",
        ("kg:Result", "mls:ModelEvaluation"),
        ("lpwcc:evaluationresult",),
        (
            Property("value", "text", "kg:rawValue", "The figure as written."),
            Property("number", "float", "mls:hasValue", "The figure as a number."),
            Property("unit", "text", "kg:unit", "Its unit: %, x, points, ms ..."),
            Property("low", "float", "kg:low", "Lower end of a range."),
            Property("high", "float", "kg:high", "Upper end of a range."),
        ),
        "#56B4E9",
        "star",
    ),
)

ENTITY_LABELS: tuple[str, ...] = tuple(t.label for t in NODE_TYPES if t.entity)
_ALL = frozenset(ENTITY_LABELS)


def _kinds(*labels: str) -> frozenset[str]:
    return frozenset(labels) or _ALL


def _role(predicate: str, iri: str, doc: str, kinds: frozenset[str], *aligned: str) -> EdgeType:
    return EdgeType(predicate, "role", ("Paper",), ("Entity",), iri, doc, aligned, frozenset({"Paper"}), kinds)


def _relation(predicate: str, iri: str, doc: str, ends: tuple[frozenset[str], frozenset[str]], *aligned: str) -> EdgeType:
    return EdgeType(predicate, "relation", ("Entity",), ("Entity",), iri, doc, aligned, *ends)


def _plain(predicate: str, group: str, ends: tuple[str, str], iri: str, doc: str) -> EdgeType:
    return EdgeType(predicate, group, (ends[0],), (ends[1],), iri, doc)


EDGE_TYPES: tuple[EdgeType, ...] = (
    _role("PROPOSES", "kg:proposes", "The paper introduces it as new.", _ALL, "lpwc:introducedBy"),
    _role("EVALUATES_ON", "kg:evaluatesOn", "The paper runs its experiments on it.", _kinds("Dataset"), "lpwc:usesDataset"),
    _role("ADDRESSES", "kg:addresses", "The paper sets out to solve it.", _kinds("Task"), "lpwc:hasTask", "mlso:hasTaskType", "orkgp:P32"),
    _role("REPORTS", "kg:reports", "The paper measures it and says so.", _kinds("Metric"), "cskg-ont:usesMetric"),
    _role("COMPARES_WITH", "kg:comparesWith", "The paper compares itself with it.", _kinds("Method")),
    _role("USES", "kg:uses", "The paper builds on it.", _kinds("Method", "Dataset", "Concept"), "lpwc:hasMethod", "cskg-ont:usesMethod"),
    _role("STUDIES", "kg:studies", "The paper examines it.", _kinds("Method", "Concept", "Task", "Dataset")),
    _role("MENTIONS", "schema:mentions", "The paper names it in passing.", _ALL),
    _relation("USED_FOR", "kg:usedFor", "The method is used for the task.", (_kinds("Method"), _kinds("Task"))),
    _relation(
        "BASED_ON",
        "kg:basedOn",
        "It extends or builds on the other.",
        (_kinds("Method", "Dataset"), _kinds("Method", "Concept", "Dataset")),
        "schema:isBasedOn",
    ),
    _relation(
        "PART_OF",
        "kg:partOf",
        "It is a component of the other.",
        (_kinds("Method", "Concept"), _kinds("Method", "Concept", "Dataset")),
        "dcterms:isPartOf",
    ),
    _relation("IS_A", "kg:isA", "It is a kind of the other.", (_ALL, _ALL), "skos:broader"),
    _relation("OUTPERFORMS", "kg:outperforms", "It does better than the other.", (_kinds("Method"), _kinds("Method"))),
    _relation("EVALUATED_ON", "kg:evaluatedOn", "The method is tested on the data set.", (_kinds("Method"), _kinds("Dataset"))),
    _relation(
        "BENCHMARKS",
        "kg:benchmarks",
        "The data set is a benchmark for it.",
        (_kinds("Dataset"), _kinds("Task", "Concept", "Method")),
        "lpwc:usedForTask",
    ),
    _relation("MEASURED_BY", "kg:measuredBy", "It is measured by the metric.", (_kinds("Method", "Task", "Dataset"), _kinds("Metric"))),
    _plain("AUTHORED_BY", "bibliographic", ("Paper", "Author"), "dcterms:creator", "The paper's author."),
    _plain("AFFILIATED_WITH", "bibliographic", ("Author", "Organization"), "org:memberOf", "The author's organisation."),
    _plain("PUBLISHED_IN", "bibliographic", ("Paper", "Venue"), "schema:isPartOf", "Where the paper was published."),
    _plain("CITES", "bibliographic", ("Paper", "Paper"), "cito:cites", "The paper cites the other."),
    _plain("HAS_RESULT", "result", ("Paper", "Result"), "kg:hasResult", "The paper gives the figure; this edge carries its evidence."),
    _plain("OF_METHOD", "result", ("Result", "Entity"), "kg:ofMethod", "The method that the figure is about."),
    _plain("ON_DATASET", "result", ("Result", "Entity"), "kg:onDataset", "The data set on which it was measured."),
    _plain("FOR_TASK", "result", ("Result", "Entity"), "kg:forTask", "The task for which it was measured."),
    _plain("BY_METRIC", "result", ("Result", "Entity"), "mls:specifiedBy", "The metric of the figure."),
    _plain("AGAINST", "result", ("Result", "Entity"), "kg:against", "The method that it is compared with."),
)

EDGE_PROPERTIES: tuple[Property, ...] = (
    Property("support", "integer", "kg:support", "Distinct papers that say so."),
    Property("confidence", "float", "kg:confidence", "How likely it is that the papers say so, 0 to 1."),
    Property("evidence_count", "integer", "kg:evidenceCount", "Pieces of evidence in the library."),
    Property("derived", "boolean", "kg:derived", "True where it was read off names, not off a sentence."),
    Property("position", "integer", "kg:position", "Place among the authors, from 1."),
)

EVIDENCE_LISTS: tuple[Property, ...] = (
    Property("papers", "texts", "prov:wasDerivedFrom", "Id of the paper of each piece of evidence."),
    Property("sections", "texts", "kg:section", "Section of each quote, or `metadata`."),
    Property("starts", "integers", "oa:start", "Start of each quote in its section."),
    Property("ends", "integers", "oa:end", "End of each quote in its section."),
    Property("sentences", "texts", "kg:quote", "Each quote."),
    Property("subject_starts", "integers", "kg:subjectStart", "Start of the subject within each quote, or -1."),
    Property("subject_ends", "integers", "kg:subjectEnd", "End of the subject within each quote, or -1."),
    Property("object_starts", "integers", "kg:objectStart", "Start of the object within each quote, or -1."),
    Property("object_ends", "integers", "kg:objectEnd", "End of the object within each quote, or -1."),
    Property("confidences", "floats", "kg:confidence", "Confidence of each piece of evidence."),
    Property("extractors", "texts", "kg:extractor", "Which rule or model found each."),
)

ROLES: dict[str, frozenset[str]] = {t.predicate: t.object_kinds for t in EDGE_TYPES if t.group == "role"}
"""Role -> kinds of entity that may have it, in the order in which the first that fits is taken."""

RELATIONS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    t.predicate: (t.subject_kinds, t.object_kinds) for t in EDGE_TYPES if t.group == "relation"
}
"""Relation -> allowed kinds of its subject and of its object, checked within a paper by local labels."""

_NODE_TYPE = {t.label: t for t in NODE_TYPES}
_EDGE_TYPE = {t.predicate: t for t in EDGE_TYPES}
_ROLE_RANK = {role: rank for rank, role in enumerate(ROLES)}


def node_type(label: str) -> NodeType:
    """Return the declaration of a label.

    >>> node_type("Task").entity
    True
    """
    if label not in _NODE_TYPE:
        raise SchemaError(f"unknown label {label!r}; expected one of {', '.join(_NODE_TYPE)}", value=label)
    return _NODE_TYPE[label]


def edge_type(predicate: str) -> EdgeType:
    """Return the declaration of a predicate.

    >>> edge_type("CITES").objects
    ('Paper',)
    """
    if predicate not in _EDGE_TYPE:
        raise SchemaError(f"unknown predicate {predicate!r}; expected one of {', '.join(_EDGE_TYPE)}", value=predicate)
    return _EDGE_TYPE[predicate]


def labels_of(label: str) -> tuple[str, ...]:
    """Return all labels that a node carries in a store: its own, and Entity for the five kinds.

    >>> labels_of("Metric"), labels_of("Paper")
    (('Metric', 'Entity'), ('Paper',))
    """
    return (label, "Entity") if node_type(label).entity else (label,)


def role_rank(role: str) -> int:
    """Return the place of a role in the order in which the first that fits is taken, from 0.

    >>> role_rank("PROPOSES") < role_rank("USES") < role_rank("MENTIONS")
    True
    """
    if role not in _ROLE_RANK:
        raise SchemaError(f"unknown role {role!r}; expected one of {', '.join(ROLES)}", value=role)
    return _ROLE_RANK[role]
