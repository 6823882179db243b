// Which other methods are used for the tasks that a method is used for: what could stand in its place.
// param: method (entity) example "Transformer" -- the method
// param: limit (integer) default 20 -- rows at most
// returns: alternative, shared_tasks, tasks
MATCH (m:Entity)-[:USED_FOR]->(t:Entity)<-[r:USED_FOR]-(o:Entity)
WHERE m.id IN $method AND NOT o.id IN $method
WITH DISTINCT o, t, r
ORDER BY t.name, t.id
WITH o, count(t) AS shared_tasks, collect(t.name) AS tasks, max(r.support) AS papers
RETURN o.name AS alternative, shared_tasks, tasks[0..5] AS tasks
ORDER BY shared_tasks DESC, papers DESC, alternative, o.id
LIMIT $limit
