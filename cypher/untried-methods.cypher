// Methods used for a task that papers address together with this one, but named by no paper that addresses this one: gaps to try.
// param: task (entity) example "LLM inference" -- the task
// param: limit (integer) default 20 -- rows at most
// returns: method, used_for, papers_on_both_tasks
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[:ADDRESSES]->(o:Entity)
WHERE t.id IN $task AND NOT o.id IN $task
WITH t, o, count(p) AS together
MATCH (m:Entity)-[:USED_FOR]->(o)
WHERE NOT EXISTS { (m)-[:USED_FOR]->(t) } AND NOT EXISTS { (m)<-[]-(:Paper)-[:ADDRESSES]->(t) }
WITH m, o, together
ORDER BY together DESC, o.name, o.id
WITH m, collect(o.name) AS tasks, sum(together) AS papers
RETURN m.name AS method, tasks[0..5] AS used_for, papers AS papers_on_both_tasks
ORDER BY size(tasks) DESC, papers DESC, method, m.id
LIMIT $limit
