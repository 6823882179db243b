// What an entity is a kind of and which entities are kinds of it, to three steps up and down.
// param: entity (entity) example "large language model" -- the entity
// returns: relation, entity, steps
MATCH (e:Entity)
WHERE e.id IN $entity
OPTIONAL MATCH up = (e)-[:IS_A*1..3]->(a:Entity)
WITH e, collect({relation: 'is a', name: a.name, steps: length(up)}) AS above
OPTIONAL MATCH down = (b:Entity)-[:IS_A*1..3]->(e)
WITH above, collect({relation: 'has kind', name: b.name, steps: length(down)}) AS below
UNWIND above + below AS row
WITH row.relation AS relation, row.name AS entity, min(row.steps) AS steps
WHERE entity IS NOT NULL
RETURN relation, entity, steps
ORDER BY relation DESC, steps, entity
LIMIT 200
