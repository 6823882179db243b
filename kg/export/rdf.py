"""RDF 1.1 as Turtle and N-Triples, written as it is read: both are serialisations of one stream of descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from kg.export.files import write_chunks
from kg.export.iri import BASE, Iri, namespaces
from kg.export.triples import VOCABULARIES, Literal, describe
from kg.model import Edge, Node
from kg.schema import PREFIXES

__all__ = ["to_nt", "to_ttl", "write_nt", "write_ttl"]

_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_ECHARS = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.%-]*[A-Za-z0-9_-])?")
_BARE = frozenset({"integer", "decimal", "boolean"})
_XSD = PREFIXES["xsd"]
_LINE = " ;\n    "


def to_ttl(nodes: Iterable[Node], edges: Iterable[Edge], *, text: bool = True, base: str = BASE) -> Iterator[str]:
    """Yield a Turtle document: its prefixes, then a block for each subject; neighbours with one subject share a block.

    >>> print(list(to_ttl([Node("venue:icml", "Venue", {"name": "ICML"})], []))[-1], end="")
    <BLANKLINE>
    venue:icml a kg:Venue ;
        foaf:name "ICML" .
    """
    spaces = namespaces(base)
    unused = PREFIXES.keys() - VOCABULARIES
    yield "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in spaces.items() if prefix not in unused)
    written = partial(_ttl_iri, spaces)
    for subject, group in groupby(describe(nodes, edges, text=text), itemgetter(0)):
        parts, last = ["\n", written(subject), " "], None
        for predicate, value in chain.from_iterable(pairs for _, pairs in group):
            if predicate == last:
                parts.append(", ")
            else:
                parts += (_LINE if last else "", _ttl_predicate(predicate), " ")
            parts.append(written(value) if len(value) == 2 else _ttl_literal(value))
            last = predicate
        parts.append(" .\n")
        yield "".join(parts)


def to_nt(nodes: Iterable[Node], edges: Iterable[Edge], *, text: bool = True, base: str = BASE) -> Iterator[str]:
    """Yield an N-Triples document, the lines of one description at a time.

    >>> print(list(to_nt([Node("venue:icml", "Venue", {"name": "ICML"})], []))[-1].splitlines()[-1])
    <https://w3id.org/paperkg/venue/icml> <http://xmlns.com/foaf/0.1/name> "ICML" .
    """
    opened = {prefix: f"<{space}" for prefix, space in {**namespaces(base), "": ""}.items()}
    for (folder, name), pairs in describe(nodes, edges, text=text):
        subject = f"{opened[folder]}{name}>"
        lines = []
        for (prefix, local), value in pairs:
            written = f"{opened[value[0]]}{value[1]}>" if len(value) == 2 else _nt_literal(value)
            lines.append(f"{subject} {opened[prefix]}{local}> {written} .\n")
        yield "".join(lines)


def write_ttl(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, *, text: bool = True, base: str = BASE) -> None:
    """Write a graph as Turtle; `base` is where the IRIs of its nodes begin."""
    write_chunks(to_ttl(nodes, edges, text=text, base=base), path)


def write_nt(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, *, text: bool = True, base: str = BASE) -> None:
    """Write a graph as N-Triples; `base` is where the IRIs of its nodes begin."""
    write_chunks(to_nt(nodes, edges, text=text, base=base), path)


def _ttl_predicate(predicate: Iri) -> str:
    return "a" if predicate == ("rdf", "type") else f"{predicate[0]}:{predicate[1]}"


def _ttl_iri(spaces: dict[str, str], iri: Iri) -> str:
    prefix, local = iri
    if prefix and _LOCAL.fullmatch(local):
        return f"{prefix}:{local}"
    return f"<{spaces[prefix] if prefix else ''}{local}>"


def _ttl_literal(literal: Literal) -> str:
    text, datatype, language = literal
    if datatype in _BARE:
        return text
    return _quoted(text) + (f"^^xsd:{datatype}" if datatype else f"@{language}" if language else "")


def _nt_literal(literal: Literal) -> str:
    text, datatype, language = literal
    if datatype in _BARE:
        return f'"{text}"^^<{_XSD}{datatype}>'
    return _quoted(text) + (f"^^<{_XSD}{datatype}>" if datatype else f"@{language}" if language else "")


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    """Return a character as RDF writes it; RDF has no lone surrogates, and U+FFFD in their place keeps offsets right."""
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _ECHARS.get(character) or f"\\u{ord(character):04X}"
