"""From papers, what they say, and what their names resolve to, to the graph: pure, and free of the order of papers."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from kg.graph import Graph
from kg.identity import Work, slugged
from kg.model import NO_SPAN, Author, Edge, Entity, Evidence, Extraction, LocalEntity, Node, Problem, Quote, Relation, Result, Value
from kg.resolve import Resolution

__all__ = ["assemble", "entity_node", "paper_node"]

METADATA = "metadata"
_RESULT_ENDS = (("OF_METHOD", "method"), ("ON_DATASET", "dataset"), ("FOR_TASK", "task"), ("BY_METRIC", "metric"), ("AGAINST", "baseline"))


def _known(properties: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value not in (None, "", [])}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def paper_node(work: Work) -> Node:
    """Return the node of a paper."""
    paper = work.paper
    properties: dict[str, Value] = {
        "title": paper.title,
        "abstract": paper.abstract,
        "published": paper.published,
        "year": paper.year,
        "ids": list(paper.ids),
        "url": paper.url,
        "votes": paper.votes,
        "comments": paper.comments,
        "author_count": paper.author_count,
    }
    return Node(work.id, "Paper", _known(properties))


def entity_node(entity: Entity) -> Node:
    """Return the node of an entity."""
    properties: dict[str, Value] = {
        "name": entity.name,
        "aliases": list(entity.aliases),
        "ids": list(entity.ids),
        "kinds": [label for label, _ in entity.kinds],
        "kind_counts": [count for _, count in entity.kinds],
        "xrefs": list(entity.xrefs),
        "support": entity.support,
    }
    return Node(entity.id, entity.label, _known(properties))


def _evidence(work: Work, quotes: Iterable[Quote], *, extractor: str, confidence: float) -> tuple[Evidence, ...]:
    texts = {s.name: s.text for s in work.paper.sections}
    return tuple(
        Evidence(work.id, q.section, q.start, q.end, texts[q.section][q.start : q.end], q.subject, q.object, extractor, confidence)
        for q in quotes
    )


def _metadata(paper_id: str) -> tuple[Evidence, ...]:
    return (Evidence(paper_id, METADATA, -1, -1, "", NO_SPAN, NO_SPAN, METADATA, 1.0),)


def _author_id(author: Author, paper_id: str) -> str:
    if author.orcid:
        return f"author:orcid-{author.orcid}"
    return "author:" + slugged(author.name, f"{_folded(author.name)}\n{paper_id}", 12)


def _bibliography(work: Work) -> Iterator[Node | Edge]:
    for position, author in enumerate(work.paper.authors, 1):
        author_id = _author_id(author, work.id)
        yield Node(author_id, "Author", _known({"name": author.name, "orcid": author.orcid}))
        yield Edge(work.id, "AUTHORED_BY", author_id, _metadata(work.id), {"position": position})
        for name in author.affiliations:
            organization = "org:" + slugged(name, _folded(name), 8)
            yield Node(organization, "Organization", {"name": name})
            yield Edge(author_id, "AFFILIATED_WITH", organization, _metadata(work.id))
    if work.paper.venue:
        venue = "venue:" + slugged(work.paper.venue, _folded(work.paper.venue), 8)
        yield Node(venue, "Venue", {"name": work.paper.venue})
        yield Edge(work.id, "PUBLISHED_IN", venue, _metadata(work.id))


def _citations(work: Work, paper_of: Mapping[str, str]) -> Iterator[Edge]:
    cited = {paper_of[curie] for curie in work.paper.cites if curie in paper_of} - {work.id}
    return (Edge(work.id, "CITES", other, _metadata(work.id)) for other in sorted(cited))


def _role(work: Work, entity: LocalEntity, of: Mapping[tuple[str, str], str]) -> Edge:
    evidence = _evidence(work, entity.quotes, extractor=entity.extractor, confidence=entity.confidence)
    return Edge(work.id, entity.role, of[work.id, entity.name], evidence)


def _relation(work: Work, relation: Relation, of: Mapping[tuple[str, str], str]) -> Edge | Problem:
    subject, object_ = of[work.id, relation.subject], of[work.id, relation.object]
    if subject == object_:
        where = f"{work.id} {relation.subject} {relation.predicate} {relation.object}"
        return Problem("self", where, "relation left out: both ends are one entity")
    evidence = _evidence(work, relation.quotes, extractor=relation.extractor, confidence=relation.confidence)
    return Edge(subject, relation.predicate, object_, evidence)


def _result(work: Work, result: Result, of: Mapping[tuple[str, str], str]) -> Iterator[Node | Edge]:
    ends = [(predicate, of[work.id, name]) for predicate, slot in _RESULT_ENDS if (name := getattr(result, slot)) is not None]
    content = repr((work.id, result.value, ends, [(q.section, q.start, q.end, q.object) for q in result.quotes]))
    result_id = "result:" + hashlib.sha256(content.encode()).hexdigest()[:16]
    figures: dict[str, Value] = {
        "value": result.value,
        "number": result.number,
        "unit": result.unit,
        "low": result.low,
        "high": result.high,
    }
    yield Node(result_id, "Result", _known(figures))
    evidence = _evidence(work, result.quotes, extractor=result.extractor, confidence=result.confidence)
    yield Edge(work.id, "HAS_RESULT", result_id, evidence)
    for predicate, entity in ends:
        yield Edge(result_id, predicate, entity, (), {"support": 1, "confidence": round(result.confidence, 6), "evidence_count": 0})


def _paper_parts(work: Work, extraction: Extraction, of: Mapping[tuple[str, str], str]) -> Iterator[Node | Edge | Problem]:
    yield paper_node(work)
    yield from _bibliography(work)
    for entity in extraction.entities:
        yield _role(work, entity, of)
    for relation in extraction.relations:
        yield _relation(work, relation, of)
    for result in extraction.results:
        yield from _result(work, result, of)


def assemble(works: Iterable[Work], extractions: Mapping[str, Extraction], resolution: Resolution) -> tuple[Graph, list[Problem]]:
    """Return the graph of these papers, and a Problem for each relation that it leaves out.

    `extractions` is by paper id; `resolution` says which entity each local entity is. A citation of a paper that is not among
    `works` makes no edge. IS_A may hold cycles: they are broken where it is known which edges stay.
    """
    graph, notes, works = Graph(), list[Problem](), list(works)
    paper_of = {curie: work.id for work in works for curie in work.paper.ids}
    for entity in resolution.entities:
        graph.add_node(entity_node(entity))
    for work in works:
        for part in (*_paper_parts(work, extractions[work.id], resolution.of), *_citations(work, paper_of)):
            if isinstance(part, Node):
                graph.add_node(part)
            elif isinstance(part, Edge):
                graph.add_edge(part)
            else:
                notes.append(part)
    return graph, sorted(set(notes))
