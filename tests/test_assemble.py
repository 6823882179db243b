from __future__ import annotations

from kg.assemble import assemble
from kg.identity import merge_records
from kg.model import Author, Extraction, Paper
from kg.resolve import Resolution, resolve
from making import KV, SAYS, WORKS

KIVI = WORKS[0].id


def named(graph: object) -> set[tuple[str, str, str]]:
    def name(node_id: str) -> str:
        node = graph.nodes[node_id]  # type: ignore[attr-defined]
        return str(node.properties.get("name", node.properties.get("value", node_id)))

    return {(name(s), p, name(o)) for s, p, o in graph.edges}  # type: ignore[attr-defined]


def test_roles_relations_and_results_become_edges() -> None:
    graph, notes = assemble(WORKS, SAYS, resolve(SAYS))
    edges = named(graph)
    assert {
        (KIVI, "PROPOSES", "KIVI"),
        ("KIVI", "OUTPERFORMS", "FlexGen"),
        (KIVI, "HAS_RESULT", "2.6x"),
        ("2.6x", "BY_METRIC", "memory"),
    } <= edges
    assert ("2.6x", "AGAINST", "FlexGen") in edges and not notes and not graph.dangling()


def test_evidence_is_the_text_as_read_with_both_ends_in_it() -> None:
    graph, _ = assemble(WORKS, SAYS, resolve(SAYS))
    edge = next(e for e in graph.edges.values() if e.predicate == "OUTPERFORMS")
    (piece,) = edge.evidence
    assert KV.abstract[piece.start : piece.end] == piece.sentence
    assert (piece.sentence[slice(*piece.subject)], piece.sentence[slice(*piece.object)]) == ("KIVI", "FlexGen")


def test_a_relation_of_a_thing_with_itself_is_noted_not_stored() -> None:
    resolution = resolve(SAYS)
    one = dict.fromkeys(resolution.of, resolution.entities[0].id)
    graph, notes = assemble(WORKS, SAYS, Resolution(resolution.entities[:1], one))
    assert {n.kind for n in notes} == {"self"} and not [e for e in graph.edges if e[0] == e[2]]


def test_bibliography_makes_authors_venues_and_citations() -> None:
    one = Paper("One", ids=("arxiv:1",), authors=(Author("Ada L", "0000-0001", ("KCL",)), Author("Bob")), venue="ICML")
    two = Paper("Two", ids=("arxiv:2",), authors=(Author("Bob"),), venue="icml", cites=("arxiv:1", "arxiv:2", "arxiv:99"))
    works = merge_records([(1, one), (2, two)])
    graph, _ = assemble(works, {w.id: Extraction() for w in works}, resolve({}))
    assert [k for k in graph.edges if k[1] == "CITES"] == [("arxiv:2", "CITES", "arxiv:1")]
    labels = sorted(n.label for n in graph.nodes.values())
    # both Bobs stay apart: no ORCID says that they are one
    assert labels == ["Author", "Author", "Author", "Organization", "Paper", "Paper", "Venue"]
    assert graph.nodes["author:orcid-0000-0001"].properties["name"] == "Ada L"
