// What an entity is a kind of and which entities are kinds of it, to three steps up and down.
// param: entity (entity) example "large language model" -- the entity
// returns: relation, entity, steps
MATCH (e:Entity)
WHERE e.id IN $entity
OPTIONAL MATCH up = (e)-[:IS_A*1..3]->(a:Entity)
WITH e AS e, [x IN collect({name: a.name, steps: length(up)}) WHERE x.name IS NOT NULL | {relation: 'is a', name: x.name, steps: x.steps}] AS above
OPTIONAL MATCH down = (b:Entity)-[:IS_A*1..3]->(e)
WITH above AS above, [x IN collect({name: b.name, steps: length(down)}) WHERE x.name IS NOT NULL | {relation: 'has kind', name: x.name, steps: x.steps}] AS below
UNWIND above + below AS row
WITH row.relation AS relation, row.name AS entity, min(row.steps) AS steps
RETURN relation AS relation, entity AS entity, steps AS steps
ORDER BY relation DESC, steps, entity
LIMIT 200
