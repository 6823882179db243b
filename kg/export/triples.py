"""The mapping of the graph to RDF: what is said of each node and each edge, whatever the syntax.

An edge is a plain triple and, where a paper's text says so, one kg:Statement with confidence, support and every piece of its
evidence down to the character. No blank nodes, no clock: the same graph gives the same descriptions in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from functools import cache
from math import isfinite

from kg.export.iri import Iri, evidence_iri, node_iri, statement_iri, web_iri, xref_iri
from kg.export.values import edge_values, node_values
from kg.model import NO_SPAN, Edge, Evidence, Node, Span, Value
from kg.schema import EDGE_PROPERTIES, EDGE_TYPES, NODE_TYPES, Property, edge_type, node_type

__all__ = ["VOCABULARIES", "Description", "Literal", "Pairs", "describe"]

Literal = tuple[str, str, str]
"""Text; datatype as a local name of XML Schema, or empty; language, or empty."""

Pairs = list[tuple[Iri, Iri | Literal]]
"""Predicates and objects, equal predicates side by side."""

Description = tuple[Iri, Pairs]
"""A subject and what is said of it."""

_OWN_TERMS = ("rdf:type", "rdfs:seeAlso", "xsd:date", "schema:sameAs", "prism:doi", "prov:Entity", "oa:start")
_SCHEMA_TERMS = (
    *(term for t in NODE_TYPES for term in (*t.classes, *(p.iri for p in t.properties))),
    *(t.iri for t in EDGE_TYPES),
    *(p.iri for p in EDGE_PROPERTIES),
)
VOCABULARIES = frozenset(term.partition(":")[0] for term in (*_OWN_TERMS, *_SCHEMA_TERMS))
"""The prefixes of all terms that a description may use, those that the schema is only aligned to left out."""

_TYPE: Iri = ("rdf", "type")
_CONFIDENCE: Iri = ("kg", "confidence")
_FROM: Iri = ("prov", "wasDerivedFrom")
_SAME_AS: Iri = ("schema", "sameAs")
_STATEMENT_TYPES: Pairs = [(_TYPE, ("kg", "Statement")), (_TYPE, ("rdf", "Statement")), (_TYPE, ("prov", "Entity"))]
_ENGLISH = frozenset({"skos:prefLabel", "skos:altLabel"})
_DIGIT = re.compile("[0-9]")
_DATE_TYPES = {
    "0000": ("gYear", "{}-01-01"),
    "0000-00": ("gYearMonth", "{}-01"),
    "0000-00-00": ("date", "{}"),
    "--00-00": ("gMonthDay", "2000{}"),
}


def describe(nodes: Iterable[Node], edges: Iterable[Edge], *, text: bool = True) -> Iterator[Description]:
    """Yield everything that RDF says of a graph, one subject after another, each node and edge in its turn.

    Without `text`, abstracts and quotes are left out. Of what it has passed, only the ids of data sets are remembered.

    >>> list(describe([Node("venue:icml", "Venue", {"name": "ICML"})], []))
    [(('venue', 'icml'), [(('rdf', 'type'), ('kg', 'Venue')), (('foaf', 'name'), ('ICML', '', ''))])]
    """
    datasets: set[str] = set()
    for node in nodes:
        if node.label == "Dataset":
            datasets.add(node.id)
        yield from _node(node, text=text)
    for edge in edges:
        yield from _edge(edge, datasets, text=text)


def _node(node: Node, *, text: bool) -> Iterator[Description]:
    subject = node_iri(node.id)
    pairs: Pairs = [(_TYPE, _term(name)) for name in _classes(node)]
    for declared, value in node_values(node, text=text):
        pairs += _SPECIAL.get(declared.name, _plain)(node, declared, value)
    if node.label == "Paper":
        pairs += _links(node)
    yield subject, pairs
    for former in _all_ids(node)[1:]:
        yield node_iri(former), [(("dcterms", "isReplacedBy"), subject)]


def _edge(edge: Edge, datasets: AbstractSet[str], *, text: bool) -> Iterator[Description]:
    declared = edge_type(edge.predicate)
    subject, object_ = node_iri(edge.subject), node_iri(edge.object)
    predicate = _term(declared.iri)
    if edge.predicate == "IS_A" and edge.subject not in datasets and edge.object not in datasets:
        predicate = ("skos", "broader")
    yield subject, [(predicate, object_)]
    if declared.group in ("role", "relation") or (edge.evidence and declared.group == "result"):
        yield _statement(edge, (subject, predicate, object_))
        for piece in edge.evidence:
            yield _evidence(edge, piece, text=text)


def _statement(edge: Edge, triple: tuple[Iri, Iri, Iri]) -> Description:
    pairs: Pairs = [*_STATEMENT_TYPES]
    pairs += [(("rdf", name), term) for name, term in zip(("subject", "predicate", "object"), triple, strict=True)]
    for declared, value in edge_values(edge):
        pairs += _plain(None, declared, value)
    pairs += [(_FROM, node_iri(paper)) for paper in sorted({piece.paper for piece in edge.evidence})]
    pairs += [(("kg", "evidence"), evidence_iri(edge, piece)) for piece in edge.evidence]
    return statement_iri(edge), pairs


def _evidence(edge: Edge, piece: Evidence, *, text: bool) -> Description:
    pairs: Pairs = [(_TYPE, ("kg", "Evidence")), (_FROM, node_iri(piece.paper)), (("kg", "section"), (piece.section, "", ""))]
    pairs += [(("oa", "start"), _integer(piece.start)), (("oa", "end"), _integer(piece.end))]
    if text and piece.sentence:
        pairs.append((("kg", "quote"), (piece.sentence, "", "")))
    pairs += _span("subject", piece.subject)
    pairs += _span("object", piece.object)
    pairs += [(_CONFIDENCE, _decimal(piece.confidence)), (("kg", "extractor"), (piece.extractor, "", ""))]
    return evidence_iri(edge, piece), pairs


def _span(end: str, span: Span) -> Pairs:
    if span == NO_SPAN:
        return []
    return [(("kg", f"{end}Start"), _integer(span[0])), (("kg", f"{end}End"), _integer(span[1]))]


def _classes(node: Node) -> tuple[str, ...]:
    """Return the classes of a node; a paper on arXiv is a preprint, which FaBiO keeps apart from the work."""
    classes = node_type(node.label).classes
    if node.label == "Paper" and any(i.startswith("arxiv:") for i in _all_ids(node)):
        return tuple("fabio:Preprint" if name == "fabio:ResearchPaper" else name for name in classes)
    return classes


@cache
def _term(curie: str) -> Iri:
    prefix, _, local = curie.partition(":")
    return (prefix, local)


def _integer(value: int) -> Literal:
    return (str(value), "integer", "")


def _decimal(value: float) -> Literal:
    """Return a decimal, which has no exponent, and a double for what no decimal can be."""
    if not isfinite(value):
        return (str(value).upper().replace("NAN", "NaN"), "double", "")
    digits = format(Decimal(repr(float(value))), "f")
    return (digits if "." in digits else digits + ".0", "decimal", "")


def _literal(value: str | int | float, declared: Property) -> Literal:
    if isinstance(value, bool):
        return (str(value).lower(), "boolean", "")
    if isinstance(value, int) and declared.kind in ("integer", "integers"):
        return _integer(value)
    if isinstance(value, (int, float)):
        return _decimal(value)
    return (value, "", "en" if declared.iri in _ENGLISH else "")


def _strings(value: Value) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _plain(_node: Node | None, declared: Property, value: Value) -> Pairs:
    values = value if isinstance(value, list) else [value]
    return [(_term(declared.iri), _literal(v, declared)) for v in dict.fromkeys(values) if v is not None]


def _name(node: Node, declared: Property, value: Value) -> Pairs:
    pairs = _plain(node, declared, value)
    return [(("dcterms", "title"), (str(value), "", "")), *pairs] if node.label == "Dataset" else pairs


def _aliases(node: Node, declared: Property, value: Value) -> Pairs:
    """Return the aliases without the name: SKOS keeps the preferred label out of the alternative ones."""
    return _plain(node, declared, [v for v in _strings(value) if v != node.properties.get("name")])


def _all_ids(node: Node) -> list[str]:
    """Return the id of a node, then every other id that it has had."""
    return [*dict.fromkeys([node.id, *_strings(node.properties.get("ids"))])]


def _links(paper: Node) -> Pairs:
    ids = [i.partition(":") for i in _all_ids(paper)]
    arxiv = [rest for kind, _, rest in ids if kind == "arxiv"]
    dois = [rest for kind, _, rest in ids if kind == "doi"]
    pairs: Pairs = [(("fabio", "hasArXivId"), (i, "", "")) for i in arxiv]
    pairs += [(("prism", "doi"), (i, "", "")) for i in dois]
    pairs += [(_SAME_AS, web_iri("https://arxiv.org/abs/", i)) for i in arxiv]
    return pairs + [(_SAME_AS, web_iri("https://doi.org/", i)) for i in (*(f"10.48550/arXiv.{i}" for i in arxiv), *dois)]


def _kind_counts(node: Node, _declared: Property, value: Value) -> Pairs:
    """Return each count under its kind, as kg:usedAsMethod 12, because two lists of triples keep no order."""
    counts = value if isinstance(value, list) else []
    kinds = _strings(node.properties.get("kinds"))
    pairs = zip(kinds, counts, strict=True) if len(kinds) == len(counts) else ()
    return [(("kg", f"usedAs{kind}"), (str(count), "integer", "")) for kind, count in pairs]


def _xrefs(node: Node, _declared: Property, value: Value) -> Pairs:
    """Return links, from a data set by rdfs:seeAlso, which does not make it a skos:Concept; what has no IRI stays as written."""
    link = ("rdfs", "seeAlso") if node.label == "Dataset" else ("skos", "closeMatch")
    known = [(x, xref_iri(x)) for x in dict.fromkeys(_strings(value))]
    linked: Pairs = [(link, iri) for _, iri in known if iri]
    return linked + [(("kg", "xref"), (x, "", "")) for x, iri in known if not iri]


def _published(_node: Node, declared: Property, value: Value) -> Pairs:
    return [(_term(declared.iri), (str(value), _date_type(str(value)), ""))]


def _date_type(text: str) -> str:
    """Return the datatype of a date as exact as it is given; of what is no date, none."""
    name, form = _DATE_TYPES.get(_DIGIT.sub("0", text), ("", ""))
    try:
        date.fromisoformat(form.format(text.removeprefix("-")))
    except ValueError:
        return ""
    return name


def _year(_node: Node, declared: Property, value: Value) -> Pairs:
    return [(_term(declared.iri), (f"{value:04d}", "gYear", ""))] if isinstance(value, int) else []


def _url(_node: Node, declared: Property, value: Value) -> Pairs:
    """Return a literal, because a page's address need not be a valid IRI."""
    return [(_term(declared.iri), (str(value), "anyURI", ""))]


_SPECIAL: dict[str, Callable[[Node, Property, Value], Pairs]] = {
    "aliases": _aliases,
    "kind_counts": _kind_counts,
    "name": _name,
    "published": _published,
    "url": _url,
    "xrefs": _xrefs,
    "year": _year,
}
