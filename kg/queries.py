"""The named queries: `cypher/*.cypher`, one a file, whose header is its documentation and its test.

    // What it answers, in one line or more, the first with a full stop.
    // param: task (entity) example "machine translation" -- the task, by any of its names
    // param: limit (integer) default 20 -- rows at most
    // returns: method, papers

A parameter of type entity or paper is a name; the query gets the list of ids that it stands for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from kg.errors import QueryError
from kg.model import Value
from kg.schema import EDGE_TYPES, NODE_TYPES

__all__ = ["TYPES", "Param", "Query", "as_record", "bind", "load_queries", "parse_query"]

TYPES = ("entity", "paper", "text", "integer", "float", "boolean", "label", "predicate")
_NAMED = ("entity", "paper")
_HEADER = re.compile(r"^// ?(.*)$")
_PARAM = re.compile(
    r"^param: (?P<name>[a-z_]+) \((?P<type>[a-z]+)\) (?P<how>example|default) (?P<value>\"(?:[^\"\\]|\\.)*\"|\S+) -- (?P<doc>.+)$"
)
_RETURNS = re.compile(r"^returns: ([a-z_]+(?:, [a-z_]+)*)$")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a query: one with a `default` may be left out, one without has an `example`."""

    name: str
    type: str
    doc: str
    example: Value = None
    default: Value = None


@dataclass(frozen=True, slots=True)
class Query:
    """A named query: what it answers, its parameters, its columns and its Cypher."""

    name: str
    doc: str
    params: tuple[Param, ...]
    returns: tuple[str, ...]
    cypher: str

    @property
    def example(self) -> dict[str, Value]:
        """Return the parameters of the example in its header."""
        return {p.name: p.example for p in self.params if p.default is None}


def _header(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _HEADER.match(line)
        if not found:
            return
        yield number, found.group(1).strip()


def _param(found: re.Match[str], where: str) -> Param:
    if found["type"] not in TYPES:
        raise QueryError(f"{where}: unknown type {found['type']!r}; expected one of {', '.join(TYPES)}", value=found["type"])
    try:
        value: Value = json.loads(found["value"])
    except json.JSONDecodeError as error:
        raise QueryError(f"{where}: expected a JSON value after {found['how']}, found {found['value']}", value=found["value"]) from error
    param = Param(found["name"], found["type"], found["doc"], **{found["how"]: value})
    try:
        _convert(param, value)
    except QueryError as error:
        raise QueryError(f"{where}: {error}", value=value) from error
    return param


def parse_query(name: str, text: str) -> Query:
    r"""Return the query that a file's text holds; raise QueryError naming the line that is wrong.

    >>> parse_query("n", "// How many.\n// returns: n\nMATCH (x) RETURN count(x) AS n").returns
    ('n',)
    """
    doc, params, returns = list[str](), list[Param](), tuple[str, ...]()
    lines = list(_header(text))
    for number, line in lines:
        where = f"{name}.cypher:{number}"
        if found := _PARAM.match(line):
            params.append(_param(found, where))
        elif found := _RETURNS.match(line):
            returns = tuple(found.group(1).split(", "))
        elif line.startswith(("param:", "returns:")):
            raise QueryError(
                f"{where}: expected `param: NAME (TYPE) example|default VALUE -- DOC` or `returns: A, B`, found {line!r}", value=line
            )
        else:
            doc.append(line)
    cypher = "\n".join(text.splitlines()[len(lines) :]).strip()
    if not (doc and doc[0].endswith(".") and returns and cypher):
        raise QueryError(
            f"{name}.cypher:1: expected a header whose first line says what it answers, with a full stop, and `returns:`, then Cypher",
            value=name,
        )
    for named in ([p.name for p in params], returns):
        if len(set(named)) < len(named):
            raise QueryError(f"{name}.cypher: a name is there twice in {', '.join(named)}", value=name)
    return Query(name, " ".join(doc), tuple(params), returns, cypher)


def _folder() -> Path:
    inside = Path(__file__).parent / "cypher"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "cypher"


def load_queries() -> dict[str, Query]:
    """Return the queries that come with the package, sorted by name."""
    return {path.stem: parse_query(path.stem, path.read_text(encoding="utf-8")) for path in sorted(_folder().glob("*.cypher"))}


def as_record(query: Query) -> dict[str, object]:
    """Return a query as `kg queries --json` prints it.

    >>> as_record(Query("n", "How many.", (), ("n",), "..."))
    {'name': 'n', 'doc': 'How many.', 'params': [], 'returns': ['n']}
    """

    def one(param: Param) -> dict[str, object]:
        how = "example" if param.default is None else "default"
        return {"name": param.name, "type": param.type, "doc": param.doc, how: getattr(param, how)}

    return {"name": query.name, "doc": query.doc, "params": [one(p) for p in query.params], "returns": list(query.returns)}


def _integer(value: Value) -> int:
    if isinstance(value, bool | float | list):
        raise ValueError
    return int(str(value))


def _number(value: Value) -> float:
    number = float("nan") if isinstance(value, bool | list) else float(str(value))
    if not isfinite(number):
        raise ValueError
    return number


def _text(value: Value) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _one_of(*choices: str) -> Callable[[Value], str]:
    known = {choice.casefold(): choice for choice in choices}
    return lambda value: known[str(value).casefold()]


_LABELS = ("Entity", *(t.label for t in NODE_TYPES))
_PREDICATES = tuple(t.predicate for t in EDGE_TYPES)
_CONVERTERS: dict[str, tuple[Callable[[Value], Value], str]] = {
    "entity": (_text, "the name or id of an entity"),
    "paper": (_text, "the title or id of a paper"),
    "text": (_text, "a text"),
    "integer": (_integer, "a whole number"),
    "float": (_number, "a number"),
    "boolean": (lambda value: {"true": True, "false": False}[str(value).casefold()], "true or false"),
    "label": (_one_of(*_LABELS), f"a label, one of {', '.join(_LABELS)}"),
    "predicate": (_one_of(*_PREDICATES), f"a predicate, one of {', '.join(_PREDICATES)}"),
}


def _convert(param: Param, value: Value) -> Value:
    convert, expected = _CONVERTERS[param.type]
    try:
        return convert(value)
    except (ValueError, KeyError) as error:
        raise QueryError(f"--param {param.name}={value}: expected {expected}", value=value) from error


def bind(query: Query, given: Mapping[str, Value], resolve: Callable[[str, str], list[str]]) -> dict[str, Value]:
    r"""Return the parameters of a query from what somebody gave, as texts or as values of the right type.

    `resolve(type, name)` gives the ids of an entity or paper, or raises QueryError. Raises QueryError for a parameter that is
    missing, unknown or of another type.

    >>> query = parse_query("n", "// Twice.\n// param: n (integer) default 2 -- a number\n// returns: m\nRETURN 2 * $n AS m")
    >>> bind(query, {"n": "7"}, lambda kind, name: []), bind(query, {}, lambda kind, name: [])
    ({'n': 7}, {'n': 2})
    """
    known = {p.name: p for p in query.params}
    if unknown := sorted(set(given) - set(known)):
        raise QueryError(f"{query.name} has no parameter {unknown[0]!r}; it takes {', '.join(known) or 'none'}", value=unknown[0])
    missing = [p for p in query.params if p.default is None and p.name not in given]
    if missing:
        wanted = " ".join(f"--param {p.name}={json.dumps(p.example, ensure_ascii=False)}" for p in missing)
        raise QueryError(f"{query.name} needs {', '.join(p.name for p in missing)}; for example {wanted}", value=missing[0].name)
    values = {p.name: _convert(p, given.get(p.name, p.default)) for p in query.params}
    return {p.name: resolve(p.type, str(values[p.name])) if p.type in _NAMED else values[p.name] for p in query.params}
