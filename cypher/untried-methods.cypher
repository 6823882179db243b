// Methods used for a task that is addressed together with a task, but named by no paper that addresses the latter: gaps to try.
// param: task (entity) example "KV cache compression" -- the task
// param: limit (integer) default 20 -- rows at most
// returns: method, used_for, papers
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[:ADDRESSES]->(o:Entity)
WHERE t.id IN $task AND NOT o.id IN $task
WITH DISTINCT t, o
MATCH (m:Entity)-[u:USED_FOR]->(o)
WHERE NOT EXISTS { (m)-[:USED_FOR]->(t) } AND NOT EXISTS { (m)<-[]-(:Paper)-[:ADDRESSES]->(t) }
WITH DISTINCT m, o, u
ORDER BY o.name, o.id
WITH m, collect(o.name) AS used_for, max(u.support) AS papers
RETURN m.name AS method, used_for[0..5] AS used_for, papers
ORDER BY size(used_for) DESC, papers DESC, method, m.id
LIMIT $limit
