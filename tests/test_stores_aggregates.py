from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.queries import load_queries
from kg.stores.aggregates import check_aggregates

CASES = [json.loads(line) for line in (Path(__file__).parent / "cypher_cases.jsonl").read_text(encoding="utf-8").splitlines()]
WRONG = [case["cypher"] for case in CASES if "an aggregate inside" in case.get("differs", "")]
RIGHT = [case["cypher"] for case in CASES if "an aggregate inside" not in case.get("differs", "")]


@pytest.mark.parametrize("cypher", WRONG)
def test_what_the_engine_answers_wrongly_is_refused(cypher: str) -> None:
    with pytest.raises(QueryError, match="give it a name in a WITH"):
        check_aggregates(cypher)


def test_what_it_answers_rightly_is_not_refused() -> None:
    for cypher in (*RIGHT, *(query.cypher for query in load_queries().values())):
        check_aggregates(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (m) RETURN count(CASE WHEN m.a AND m.b IN [1] THEN 1 END) AS n",
        "MATCH (m) RETURN sum(size([x IN m.l WHERE x IS NOT NULL AND NOT x = 1])) AS n, m.a IS NULL AS a",
        "MATCH (m) WITH m.a AS a, count(*) AS n WHERE n > 1 AND NOT a IN [1] RETURN a AS a, n AS n",
        "MATCH (m) WHERE m.name STARTS WITH 'count(' RETURN 'max(x) IS NULL' AS t, count(DISTINCT (m)) AS n",
        "MATCH (m) RETURN [x IN collect(m) WHERE x.a IS NOT NULL | x.name] AS names, max(m.s) + 1 AS top // count(x) IN [1]",
        "MATCH (m) RETURN m.minimum IS NULL AS a, coalesce(max(m.s), 0) > 2 AS b",
    ],
)
def test_a_predicate_inside_or_beside_an_aggregate_is_allowed(cypher: str) -> None:
    check_aggregates(cypher)


def test_a_long_query_is_read_in_no_time() -> None:
    check_aggregates("RETURN " + ", ".join(f"((({n})))" for n in range(20_000)) + ", count(*) AS n")
