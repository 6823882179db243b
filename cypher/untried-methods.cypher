// Methods that are used for other tasks of the papers that address a task but not yet for the task itself: gaps to try.
// param: task (entity) example "KV cache compression" -- the task
// param: limit (integer) default 20 -- rows at most
// returns: method, used_for, papers
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[:ADDRESSES]->(o:Entity)<-[u:USED_FOR]-(m:Entity)
WHERE t.id IN $task AND NOT o.id IN $task
WITH DISTINCT m AS m, o AS o, u AS u
OPTIONAL MATCH (m)-[own:USED_FOR]->(x:Entity)
WHERE x.id IN $task
WITH m AS m, o AS o, u AS u, count(own) AS own
WHERE own = 0
WITH m AS m, o AS o, u AS u
ORDER BY o.name
WITH m AS m, collect(o.name) AS used_for, max(u.support) AS papers
RETURN m.name AS method, used_for AS used_for, papers AS papers
ORDER BY papers DESC, method, m.id
LIMIT $limit
