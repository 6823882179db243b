// What an entity is built on, directly and through others, to three steps.
// param: entity (entity) example "KIVI" -- a method or data set
// param: limit (integer) default 50 -- rows at most
// returns: base, steps, via
MATCH path = (e:Entity)-[:BASED_ON*1..3]->(b:Entity)
WHERE e.id IN $entity AND NOT b.id IN $entity
WITH b AS b, length(path) AS steps, [n IN nodes(path) | n.name] AS via
ORDER BY steps, via
WITH b AS b, collect(via) AS ways, min(steps) AS steps
RETURN b.name AS base, steps AS steps, ways[0] AS via
ORDER BY steps, base, b.id
LIMIT $limit
