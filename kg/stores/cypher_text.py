"""Read the text of a Cypher query without running it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.errors import QueryError

__all__ = ["check_parameters", "parameters_of", "storable"]

_TOKEN = re.compile(
    r"""
      '(?:\\.|[^'\\])*'            # strings
    | "(?:\\.|[^"\\])*"
    | //[^\n]* | /\*.*?\*/         # comments
    | \$(?:(\w+)|`((?:[^`]|``)+)`) # $name, $`any name`
    | `(?:[^`]|``)*`               # quoted names
    """,
    re.VERBOSE | re.DOTALL,
)


def parameters_of(cypher: str) -> tuple[str, ...]:
    r"""Return the names of the parameters that a query uses, in the order of their first use.

    >>> parameters_of("MATCH (n {id: $id}) // $no\nWHERE n.name <> '$no' RETURN $`a b`, $id, n.`$no`")
    ('id', 'a b')
    """
    names = (m[1] or m[2].replace("``", "`") for m in _TOKEN.finditer(cypher) if m[1] or m[2])
    return tuple(dict.fromkeys(names))


def check_parameters(cypher: str, given: Iterable[str]) -> None:
    """Raise QueryError where a query uses parameters that are not given.

    >>> check_parameters("RETURN $x AS x", ["x"])
    """
    known = set(given)
    missing = [name for name in parameters_of(cypher) if name not in known]
    if missing:
        names = ", ".join(f"${name}" for name in missing)
        raise QueryError(f"the query needs a value for {names}: give it with --param {missing[0]}=VALUE", value=missing)


def storable(text: str) -> str:
    r"""Return a text that any store can hold: a lone surrogate, which is no character, becomes U+FFFD.

    >>> storable("a\ud800b") == "a\ufffdb"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text
