// By which metrics the papers that address a task judge it.
// param: task (entity) example "KV cache compression" -- the task, by any of its names
// param: limit (integer) default 20 -- rows at most
// returns: metric, papers, example_paper
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[:REPORTS]->(m:Entity)
WHERE t.id IN $task
RETURN m.name AS metric, count(DISTINCT p) AS papers, min(p.title) AS example_paper
ORDER BY papers DESC, metric
LIMIT $limit
