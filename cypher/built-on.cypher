// What an entity is built on, directly and through others, to three steps, and by which way.
// param: entity (entity) example "large language model" -- a method or data set
// param: limit (integer) default 50 -- rows at most
// returns: base, steps, via
MATCH path = (e:Entity)-[:BASED_ON*1..3]->(b:Entity)
WHERE e.id IN $entity AND NOT b.id IN $entity
WITH b, length(path) AS steps, [n IN nodes(path) | n.name] AS via
ORDER BY steps, via
WITH b, min(steps) AS steps, collect(via) AS ways
RETURN b.name AS base, steps, ways[0] AS via
ORDER BY steps, base, b.id
LIMIT $limit
