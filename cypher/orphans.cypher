// Entities that one paper names in passing and nothing else in the graph touches: candidates for a closer look, the surest first.
// param: limit (integer) default 50 -- rows at most
// returns: entity, kind, paper
MATCH (p:Paper)-[m:MENTIONS]->(e:Entity)
WHERE e.support = 1
MATCH (e)-[r]-()
WITH p, m, e, count(r) AS edges
WHERE edges = 1
RETURN e.name AS entity, e.kinds[0] AS kind, p.title AS paper
ORDER BY m.confidence DESC, entity, e.id
LIMIT $limit
