from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings

from export_graphs import EDGES, HOSTILE, NODES, PROPOSAL, graphs
from kg.errors import KgError
from kg.export.iri import BASE, namespaces, node_iri
from kg.export.rdf import to_nt, to_ttl
from kg.model import Edge, Node
from kg.schema import EDGE_TYPES

TURTLE = """
paper:arxiv-2401.00001 a kg:Paper, schema:ScholarlyArticle, fabio:Preprint ;
    dcterms:title "Foo" ;
    dcterms:abstract "Prompts grow. We propose Foo, a cache for long prompts." ;
    dcterms:issued "2024-01-02"^^xsd:date ;
    fabio:hasPublicationYear "2024"^^xsd:gYear ;
    kg:votes 3 ;
    fabio:hasArXivId "2401.00001" ;
    schema:sameAs <https://arxiv.org/abs/2401.00001>, <https://doi.org/10.48550/arXiv.2401.00001> .

author:a-1 a kg:Author, foaf:Person, schema:Person ;
    foaf:name "Ada B." .

entity:cache-00000002 a kg:Concept, skos:Concept ;
    skos:prefLabel "cache"@en ;
    kg:support 1 .

entity:foo-00000001 a kg:Method, skos:Concept, mls:Algorithm ;
    skos:prefLabel "Foo"@en ;
    skos:altLabel "FOO"@en, "Foo cache"@en ;
    kg:support 1 .

paper:arxiv-2401.00001 dcterms:creator author:a-1 ;
    kg:proposes entity:foo-00000001 .

statement:56d396a2b27f832390cc a kg:Statement, rdf:Statement, prov:Entity ;
    rdf:subject paper:arxiv-2401.00001 ;
    rdf:predicate kg:proposes ;
    rdf:object entity:foo-00000001 ;
    kg:support 1 ;
    kg:confidence 0.9 ;
    kg:evidenceCount 1 ;
    prov:wasDerivedFrom paper:arxiv-2401.00001 ;
    kg:evidence evidence:cbe5a135b19c8d158706 .

evidence:cbe5a135b19c8d158706 a kg:Evidence ;
    prov:wasDerivedFrom paper:arxiv-2401.00001 ;
    kg:section "abstract" ;
    oa:start 14 ;
    oa:end 55 ;
    kg:quote "We propose Foo, a cache for long prompts." ;
    kg:objectStart 11 ;
    kg:objectEnd 14 ;
    kg:confidence 0.9 ;
    kg:extractor "cue" .

entity:foo-00000001 skos:broader entity:cache-00000002 .

statement:dd34ce7e6b45c540d5ec a kg:Statement, rdf:Statement, prov:Entity ;
    rdf:subject entity:foo-00000001 ;
    rdf:predicate skos:broader ;
    rdf:object entity:cache-00000002 ;
    kg:derived true .
"""

Term = tuple[str, ...]


def _rdflib(document: str, syntax: str) -> set[tuple[Term, ...]]:
    graph = rdflib.Graph(bind_namespaces="none")
    graph.parse(data=document, format=syntax)
    return {tuple(map(_rdflib_term, triple)) for triple in graph}


def _rdflib_term(term: rdflib.term.Node) -> Term:
    if isinstance(term, rdflib.Literal):
        return _literal(str(term), str(term.datatype or rdflib.XSD.string), term.language)
    assert isinstance(term, rdflib.URIRef), "no blank nodes"
    return (str(term),)


def _literal(text: str, datatype: str, language: str | None) -> Term:
    """Compare decimals by value: rdflib writes them in its own way once it has read them."""
    if datatype == str(rdflib.XSD.decimal):
        text = str(Decimal(text).normalize())
    return (text, "" if language else datatype, language or "")


def _oxigraph(document: str, syntax: ox.RdfFormat) -> set[tuple[Term, ...]]:
    quads = ox.parse(document.encode(), format=syntax)
    return {tuple(map(_oxigraph_term, (q.subject, q.predicate, q.object))) for q in quads}


def _oxigraph_term(term: ox.NamedNode | ox.Literal) -> Term:
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value, term.language)
    assert isinstance(term, ox.NamedNode), "no blank nodes"
    return (term.value,)


def _triples(nodes: list[Node], edges: list[Edge] = (), **options: object) -> set[tuple[Term, ...]]:
    return _oxigraph("".join(to_nt(nodes, edges, **options)), ox.RdfFormat.N_TRIPLES)


def _objects(node: Node, curie: str, subject: str | None = None) -> list[Term]:
    prefix, _, local = curie.partition(":")
    subject = subject or "".join((namespaces()[node_iri(node.id)[0]], node_iri(node.id)[1]))
    return sorted(o for s, p, o in _triples([node]) if s == (subject,) and p == (namespaces()[prefix] + local,))


def test_a_small_graph_is_this_turtle():
    head, _, body = "".join(to_ttl(NODES, EDGES)).partition("\n\n")
    assert "\n" + body == TURTLE
    assert all(line.startswith("@prefix ") for line in head.splitlines())
    assert "@prefix lpwcc:" not in head


@settings(max_examples=40)
@example((NODES, EDGES))
@given(graphs())
def test_two_parsers_read_the_same_from_both_syntaxes(graph: tuple[list[Node], list[Edge]]):
    ttl, nt = "".join(to_ttl(*graph)), "".join(to_nt(*graph))
    expected = _oxigraph(nt, ox.RdfFormat.N_TRIPLES)
    assert _oxigraph(ttl, ox.RdfFormat.TURTLE) == expected
    assert _rdflib(nt, "nt") == expected
    assert _rdflib(ttl, "turtle") == expected
    assert len(nt.splitlines()) >= len(expected)


@given(HOSTILE)
def test_every_text_is_read_back(text: str):
    assert _objects(Node("venue:v", "Venue", {"name": text}), "foaf:name") == [(text, str(rdflib.XSD.string), "")]


@given(HOSTILE)
def test_no_text_breaks_a_line(text: str):
    document = "".join(to_nt([Node("venue:v", "Venue", {"name": text})], []))
    assert len(document.splitlines()) == document.count(" .\n") == 2


def test_a_lone_surrogate_becomes_one_replacement_character():
    assert _objects(Node("venue:v", "Venue", {"name": "a\udc9db"}), "foaf:name")[0][0] == "a\ufffdb"


@settings(max_examples=40)
@given(graphs())
def test_every_statement_has_its_plain_triple_and_one_of_our_predicates(graph: tuple[list[Node], list[Edge]]):
    triples, spaces = _triples(*graph), namespaces()
    ours = {spaces[iri.partition(":")[0]] + iri.partition(":")[2] for iri in (*(t.iri for t in EDGE_TYPES), "skos:broader")}
    parts = {name: {s: o for s, p, o in triples if p == (spaces["rdf"] + name,)} for name in ("subject", "predicate", "object")}
    statements = {s for s, _, o in triples if o == (spaces["kg"] + "Statement",)}
    assert statements == parts["subject"].keys() == parts["predicate"].keys() == parts["object"].keys()
    assert all(parts["predicate"][s][0] in ours for s in statements)
    assert all((parts["subject"][s], parts["predicate"][s], parts["object"][s]) in triples for s in statements)


def test_bibliographic_edges_are_plain_triples():
    assert not any("statement" in s[0] for s, _, _ in _triples(NODES, EDGES[:1]))


def test_a_result_has_its_figures_and_its_quote():
    result = Node("result:r1", "Result", {"value": "18-20 %", "low": 18, "high": 20.0, "number": 1e-7})
    edges = [Edge("arxiv:1", "HAS_RESULT", result.id, (PROPOSAL,)), Edge(result.id, "BY_METRIC", "entity:bleu-1")]
    document = "".join(to_ttl([result], edges))
    assert 'kg:rawValue "18-20 %" ;\n    mls:hasValue 0.0000001 ;\n    kg:low 18.0 ;\n    kg:high 20.0 .' in document
    assert document.count("a kg:Statement") == 1
    assert "rdf:predicate kg:hasResult" in document
    assert "\nresult:r1 mls:specifiedBy entity:bleu-1 .\n" in document


@pytest.mark.parametrize(
    ("published", "datatype"),
    [
        ("2024-07-31", "date"),
        ("2024-07", "gYearMonth"),
        ("2024", "gYear"),
        ("--11-05", "gMonthDay"),
        ("--02-29", "gMonthDay"),
        ("2024-02-30", "string"),
        ("--13-01", "string"),
        ("2024-W01-1", "string"),
        ("20240731", "string"),
        ("soon", "string"),
    ],
)
def test_a_date_is_as_exact_as_it_is_given(published: str, datatype: str):
    paper = Node("title:0", "Paper", {"published": published})
    assert _objects(paper, "dcterms:issued") == [(published, str(rdflib.XSD[datatype]), "")]


def test_a_paper_links_to_its_pages_and_its_other_ids_to_it():
    ids = ["arxiv:2401.00001", "doi:10.1/a<b> c"]
    paper = Node(ids[0], "Paper", {"ids": ids})
    assert _objects(paper, "schema:sameAs") == [
        ("https://arxiv.org/abs/2401.00001",),
        ("https://doi.org/10.1/a%3Cb%3E%20c",),
        ("https://doi.org/10.48550/arXiv.2401.00001",),
    ]
    assert _objects(paper, "prism:doi")[0][0] == "10.1/a<b> c"
    former = f"{BASE}paper/doi-10.1%2Fa%3Cb%3E%20c"
    assert _objects(paper, "dcterms:isReplacedBy", former) == [(f"{BASE}paper/arxiv-2401.00001",)]


@pytest.mark.parametrize(("ids", "kept"), [(["arxiv:1"], "Preprint"), (["title:0"], "ResearchPaper")])
def test_a_paper_on_arxiv_is_a_preprint(ids: list[str], kept: str):
    types = {t[0].rpartition("/")[2] for t in _objects(Node(ids[0], "Paper", {"ids": ids}), "rdf:type")}
    assert types & {"Preprint", "ResearchPaper"} == {kept}


def test_kinds_keep_their_counts():
    entity = Node("entity:g", "Concept", {"kinds": ["Concept", "Metric"], "kind_counts": [3, 3]})
    assert _objects(entity, "kg:usedAsConcept") == _objects(entity, "kg:usedAsMetric") == [("3", str(rdflib.XSD.integer), "")]
    assert not _objects(Node("entity:g", "Concept", {"kinds": ["Concept"], "kind_counts": [3, 1]}), "kg:usedAsConcept")


def test_xrefs_are_links_where_their_prefix_is_known():
    xrefs = ["AIO:Bias", "nobody:1", "aio:not a term"]
    assert _objects(Node("entity:a", "Concept", {"xrefs": xrefs}), "skos:closeMatch") == [("https://w3id.org/aio/Bias",)]
    assert [o[0] for o in _objects(Node("entity:a", "Concept", {"xrefs": xrefs}), "kg:xref")] == ["aio:not a term", "nobody:1"]
    assert _objects(Node("entity:a", "Dataset", {"xrefs": xrefs}), "rdfs:seeAlso") == [("https://w3id.org/aio/Bias",)]


def test_the_preferred_label_is_no_alternative_one():
    entity = Node("entity:a", "Dataset", {"name": "A", "aliases": ["A", "B"]})
    assert _objects(entity, "skos:altLabel") == [("B", "", "en")]
    assert _objects(entity, "dcterms:title") == [("A", str(rdflib.XSD.string), "")]


def test_a_kind_of_data_set_makes_no_concept():
    nodes = [Node("entity:a", "Dataset"), Node("entity:b", "Concept"), Node("entity:c", "Concept")]
    edges = [Edge("entity:a", "IS_A", "entity:b"), Edge("entity:b", "IS_A", "entity:c"), Edge("entity:c", "IS_A", "entity:a")]
    body = "".join(to_ttl(nodes, edges))
    assert "\nentity:a kg:isA entity:b .\n" in body
    assert "\nentity:c kg:isA entity:a .\n" in body
    assert "\nentity:b skos:broader entity:c .\n" in body
    assert "rdf:predicate kg:isA" in body


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_a_number_that_is_no_decimal_is_a_double(number: float):
    text = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}[str(number)]
    assert _objects(Node("result:r", "Result", {"number": number}), "mls:hasValue") == [(text, str(rdflib.XSD.double), "")]


@pytest.mark.parametrize("name", ["-a", "a.", ".a", "a~b", "é", "a/b", "a b", "%", ""])
def test_any_id_makes_a_valid_name(name: str):
    venue = Node(f"venue:{name}", "Venue", {"name": "V"})
    document = "".join(to_ttl([venue], []))
    assert _oxigraph(document, ox.RdfFormat.TURTLE) == _rdflib(document, "turtle") == _triples([venue])


def test_a_sparql_query_finds_the_quote_at_its_place():
    store = ox.Store()
    store.load("".join(to_ttl(NODES, EDGES)).encode(), format=ox.RdfFormat.TURTLE)
    prefixes = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in namespaces().items())
    query = """
        SELECT ?quote ?there ?end WHERE {
            ?statement rdf:subject ?paper ; rdf:predicate kg:proposes ; kg:evidence ?evidence .
            ?evidence kg:quote ?quote ; oa:start ?from ; oa:end ?to ; kg:objectStart ?a ; kg:objectEnd ?b .
            ?paper dcterms:abstract ?abstract
            BIND (SUBSTR(?abstract, ?from + 1, ?to - ?from) AS ?there)
            BIND (SUBSTR(?quote, ?a + 1, ?b - ?a) AS ?end)
        }"""
    ((quote, there, end),) = store.query(prefixes + query)
    assert (quote.value, end.value) == (there.value, "Foo")


def test_without_text_the_iris_stay():
    whole, bare = _triples(NODES, EDGES), _triples(NODES, EDGES, text=False)
    assert {p[0].rpartition("/")[2] for _, p, _ in whole - bare} == {"abstract", "ontology#quote"}
    assert bare < whole


def test_a_statement_names_each_of_its_papers_once():
    papers = ("arxiv:2", "arxiv:1", "arxiv:2")
    evidence = tuple(replace(PROPOSAL, paper=paper, start=n) for n, paper in enumerate(papers))
    body = "".join(to_ttl([], [replace(EDGES[1], evidence=evidence)]))
    assert "    prov:wasDerivedFrom paper:arxiv-1, paper:arxiv-2 ;\n    kg:evidence evidence:" in body


def test_the_same_quote_in_two_edges_is_two_pieces_of_evidence():
    edges = [EDGES[1], replace(EDGES[1], object="entity:cache-00000002")]
    assert "".join(to_ttl(NODES, edges)).count(" a kg:Evidence") == 2


def test_the_base_is_the_publishers_choice():
    triples = _triples(NODES[:1], base="https://example.org/graph#")
    assert {s for s, _, _ in triples} == {("https://example.org/graph#paper/arxiv-2401.00001",)}


@pytest.mark.parametrize("base", ["", "no base", "https://example.org", "https://example.org/<>/", "javascript:x/"])
def test_a_base_that_makes_no_iri_is_refused(base: str):
    with pytest.raises(KgError, match="is no base for IRIs"):
        list(to_ttl([], [], base=base))


def test_no_hash_seed_changes_a_byte():
    code = "from export_graphs import *; from kg.export.rdf import *; import sys; sys.stdout.writelines(to_ttl(NODES, EDGES))"
    here = Path(__file__).parent
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}", "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    assert runs[0] == runs[1] == "".join(to_ttl(NODES, EDGES)).encode()
