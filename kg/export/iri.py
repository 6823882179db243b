"""IRIs of the data, in one place: functions of our ids and of nothing else.

An IRI is a pair (prefix, local name); a prefix of the data stands for a folder under the base. Whatever an id holds is
percent-encoded, so that the id can be read back from the IRI.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from kg.errors import KgError
from kg.model import Edge, Evidence
from kg.schema import PREFIXES

__all__ = ["BASE", "Iri", "evidence_iri", "namespaces", "node_iri", "statement_iri", "web_iri", "xref_iri"]

BASE = "https://w3id.org/paperkg/"
"""Where the IRIs of the data begin, if a publisher gives no other base."""

Iri = tuple[str, str]
"""A prefix of `namespaces` and a local name; the empty prefix stands for an IRI written in full."""

_FOLDERS = {
    "paper": "paper/",
    "entity": "entity/",
    "author": "author/",
    "organization": "org/",
    "venue": "venue/",
    "result": "result/",
    "statement": "statement/",
    "evidence": "evidence/",
}
_PREFIX_OF_ID = {"org": "organization", **{name: name for name in ("entity", "author", "venue", "result")}}
_XREF_BASES = {"aio": "https://w3id.org/aio/"}
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://[^\x00-\x20<>\"{}|^`\\\x7f-\x9f\ud800-\udfff]*[/#]")
_CURIE_LOCAL = re.compile(r"[A-Za-z0-9_.-]+")


def namespaces(base: str = BASE) -> dict[str, str]:
    """Return every prefix with its namespace: the vocabularies of the schema, then the folders of the data.

    >>> namespaces()["entity"]
    'https://w3id.org/paperkg/entity/'
    """
    if not _ABSOLUTE.fullmatch(base):
        raise KgError(f"{base!r} is no base for IRIs; expected one such as {BASE}, with / or # at its end", value=base)
    return {**PREFIXES, **{prefix: base + folder for prefix, folder in _FOLDERS.items()}}


@lru_cache(maxsize=1 << 16)
def node_iri(node_id: str) -> Iri:
    """Return the IRI of a node; an id of no other kind is a paper's.

    >>> node_iri("entity:kv-cache-1a2b3c4d"), node_iri("arxiv:2401.01234")
    (('entity', 'kv-cache-1a2b3c4d'), ('paper', 'arxiv-2401.01234'))
    >>> node_iri("doi:10.1/A b"), node_iri("title:0f3c"), node_iri("org:mit")
    (('paper', 'doi-10.1%2Fa%20b'), ('paper', 't-0f3c'), ('organization', 'mit'))
    """
    kind, _, rest = node_id.partition(":")
    if kind in _PREFIX_OF_ID:
        return (_PREFIX_OF_ID[kind], _encoded(rest))
    if kind == "doi":
        return ("paper", f"doi-{_encoded(rest.lower())}")
    return ("paper", f"t-{_encoded(rest)}" if kind == "title" else _encoded(node_id.replace(":", "-", 1)))


def statement_iri(edge: Edge) -> Iri:
    """Return the IRI of what an edge states: of its subject, predicate and object.

    >>> statement_iri(Edge("a", "IS_A", "b")) == statement_iri(Edge("a", "IS_A", "b", properties={"support": 2}))
    True
    """
    return ("statement", _digest(edge.key))


def evidence_iri(edge: Edge, piece: Evidence) -> Iri:
    """Return the IRI of one piece of evidence of an edge: of all that it holds.

    >>> piece = Evidence("p", "title", 0, 1, "x", (-1, -1), (0, 1), "cue", 0.5)
    >>> evidence_iri(Edge("a", "IS_A", "b"), piece) == evidence_iri(Edge("a", "IS_A", "c"), piece)
    False
    """
    numbers = (piece.start, piece.end, *piece.subject, *piece.object, piece.confidence)
    return ("evidence", _digest((*edge.key, piece.paper, piece.section, piece.sentence, piece.extractor, *map(repr, numbers))))


def xref_iri(xref: str) -> Iri | None:
    """Return the IRI that a CURIE of another vocabulary stands for, or None where we do not know its prefix.

    >>> xref_iri("aio:LinearRegression"), xref_iri("nobody:1")
    (('', 'https://w3id.org/aio/LinearRegression'), None)
    """
    prefix, _, local = xref.partition(":")
    base = _XREF_BASES.get(prefix.lower())
    return ("", base + local) if base and _CURIE_LOCAL.fullmatch(local) else None


def web_iri(start: str, name: str) -> Iri:
    """Return the IRI of a page, its last part percent-encoded where an IRI cannot hold it.

    >>> web_iri("https://doi.org/", "10.1/a<b>")
    ('', 'https://doi.org/10.1/a%3Cb%3E')
    """
    return ("", start + quote(name, safe="/:;()!$&'*+,=@", errors="surrogatepass"))


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
