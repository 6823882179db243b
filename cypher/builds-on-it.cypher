// What is built on an entity, directly or through others to three steps, and which papers propose those things.
// param: entity (entity) example "transformer" -- a method, concept or data set
// param: limit (integer) default 50 -- rows at most
// returns: successor, steps, proposed_by
MATCH path = (s:Entity)-[:BASED_ON*1..3]->(e:Entity)
WHERE e.id IN $entity AND NOT s.id IN $entity
WITH s, min(length(path)) AS steps
OPTIONAL MATCH (p:Paper)-[:PROPOSES]->(s)
WITH s, steps, min(p.title) AS proposed_by
RETURN s.name AS successor, steps, proposed_by
ORDER BY steps, successor, s.id
LIMIT $limit
