// Methods that a paper proposes without naming a data set on which it tests them, the surest proposals first.
// param: limit (integer) default 50 -- rows at most
// returns: method, title, published
MATCH (p:Paper)-[r:PROPOSES]->(m:Method)
WHERE NOT EXISTS { (p)-[:EVALUATES_ON]->(:Entity) } AND NOT EXISTS { (m)-[:EVALUATED_ON]->(:Entity) }
RETURN m.name AS method, p.title AS title, p.published AS published
ORDER BY r.confidence DESC, method, title, m.id, p.id
LIMIT $limit
