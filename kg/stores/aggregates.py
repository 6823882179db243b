"""Refuse what the embedded engine answers wrongly without an error: an aggregate inside a predicate, or a property of one.

The text is reduced, not parsed: strings and comments go, then each aggregate call becomes one mark, and so does each function call,
list, index and list comprehension around a mark. What is left beside a mark tells whether it stands in a predicate.
"""

from __future__ import annotations

import re

from kg.errors import QueryError

__all__ = ["check_aggregates"]

_IGNORED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/|`(?:[^`]|``)*`", re.DOTALL)
_AGGREGATES = "count|sum|avg|min|max|collect|stdev|stdevp|percentilecont|percentiledisc"
_ADVICE = "an aggregate inside a predicate is not answered rightly here: give it a name in a WITH first, then use the name"
_MARK = "\x01"
_CALL = re.compile(rf"\b(?:{_AGGREGATES})\s*\([^()]*\)", re.IGNORECASE)
_INNER = re.compile(r"\([^()\x01]*\)|\{[^{}]*\}")
_AROUND = (
    re.compile(rf"\[\s*\w+\s+IN\s+{_MARK}[^\[\]]*\]", re.IGNORECASE),  # a list comprehension over an aggregate
    re.compile(rf"\b(?!(?:WITH|RETURN|AND|OR|XOR|NOT|IN|WHEN|THEN|ELSE|DISTINCT|BY|WHERE)\b)\w+\s*\([^()]*{_MARK}[^()]*\)", re.IGNORECASE),
    re.compile(rf"{_MARK}\s*\[[^\[\]]*\]"),  # an element of one
)
_CLAUSE = re.compile(
    r"\b(?:RETURN|WITH)\b(.*?)(?=\b(?:RETURN|WITH|MATCH|OPTIONAL|UNWIND|CALL|ORDER\s+BY|SKIP|LIMIT|WHERE|UNION)\b|$)",
    re.IGNORECASE | re.DOTALL,
)
_WRONG = re.compile(
    rf"{_MARK}\W*\b(?:IS|IN|STARTS|ENDS|CONTAINS)\b|\bIN\s*{_MARK}|\b(?:AND|OR|XOR|NOT)\b|=~|{_MARK}\s*[.:]",
    re.IGNORECASE,
)


def _reduced(cypher: str) -> str:
    """Return a query in which each aggregate, and what is computed from one alone, is one mark."""
    text = re.sub(r"\b(STARTS|ENDS)\s+WITH\b", r"\1", _IGNORED.sub(" '' ", cypher.replace(_MARK, " ")), flags=re.IGNORECASE)
    before = ""
    while before != text:
        before = text
        text = _CALL.sub(_MARK, text)
        for pattern in _AROUND:
            text = pattern.sub(_MARK, text)
        if text == before:
            text = _INNER.sub(" ", text)
    return text


def _items(clause: str) -> list[str]:
    return re.split(r",(?![^\[]*\])", clause)


def check_aggregates(cypher: str) -> None:
    """Raise QueryError where an aggregate stands in a predicate or a property of one is taken; aliased in a WITH before, it is right.

    >>> check_aggregates("MATCH (m) WITH count(m) AS n RETURN n > 2 AND n < 9 AS some")
    >>> check_aggregates("MATCH (m) RETURN count(m) > 2 AND true AS some")
    Traceback (most recent call last):
    kg.errors.QueryError: an aggregate inside a predicate is not answered rightly here: give it a name in a WITH first, then use the name
    """
    for clause in _CLAUSE.finditer(_reduced(cypher)):
        for item in _items(clause.group(1)):
            if _MARK in item and _WRONG.search(item):
                raise QueryError(_ADVICE)
