// Entities that one paper names in passing and nothing else in the graph touches: candidates for a closer look.
// param: limit (integer) default 50 -- rows at most
// returns: entity, kind, paper
MATCH (p:Paper)-[:MENTIONS]->(e:Entity)
WHERE e.support = 1
MATCH (e)-[r]-()
WITH p, e, count(r) AS edges
WHERE edges = 1
RETURN e.name AS entity, e.kinds[0] AS kind, p.title AS paper
ORDER BY entity, e.id
LIMIT $limit
