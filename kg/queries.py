"""The named queries: `cypher/*.cypher`, one a file, whose header is its documentation and its test.

    // What it answers, in one line or more.
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
from pathlib import Path

from kg.errors import QueryError
from kg.model import Value
from kg.schema import edge_type, node_type

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
    return Param(found["name"], found["type"], found["doc"], **{found["how"]: value})


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
    if not (doc and returns and cypher):
        raise QueryError(f"{name}.cypher: expected a header that says what it answers and `returns:`, then Cypher", value=name)
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


def _wrong(param: Param, text: str, expected: str) -> QueryError:
    return QueryError(f"--param {param.name}={text}: expected {expected}", value=text)


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


_CONVERTERS: dict[str, tuple[Callable[[str], Value], str]] = {
    "text": (str, "a text"),
    "integer": (int, "a whole number"),
    "float": (float, "a number"),
    "boolean": (_boolean, "true or false"),
    "label": (lambda text: node_type(text).label, "a label"),
    "predicate": (lambda text: edge_type(text).predicate, "a predicate"),
}


def _value(param: Param, given: str, resolve: Callable[[str, str], list[str]]) -> Value:
    if param.type in _NAMED:
        return resolve(param.type, given)
    convert, expected = _CONVERTERS[param.type]
    try:
        return convert(given)
    except (ValueError, KeyError) as error:
        raise _wrong(param, given, expected) from error


def bind(query: Query, given: Mapping[str, str], resolve: Callable[[str, str], list[str]]) -> dict[str, Value]:
    """Return the parameters of a query from the texts that somebody gave.

    `resolve(type, name)` gives the ids of an entity or paper, or raises QueryError. Raises QueryError for a parameter that is
    missing, unknown or of another type.
    """
    known = {p.name: p for p in query.params}
    if unknown := sorted(set(given) - set(known)):
        raise QueryError(f"{query.name} has no parameter {unknown[0]!r}; it takes {', '.join(known) or 'none'}", value=unknown[0])
    missing = [p for p in query.params if p.default is None and p.name not in given]
    if missing:
        wanted = " ".join(f"--param {p.name}={json.dumps(p.example, ensure_ascii=False)}" for p in missing)
        raise QueryError(f"{query.name} needs {', '.join(p.name for p in missing)}; for example {wanted}", value=missing[0].name)
    return {p.name: _value(p, given[p.name], resolve) if p.name in given else p.default for p in query.params}
