// By which metrics the papers that address a task judge it, and the figures that they give by them.
// param: task (entity) example "image classification" -- the task, by any of its names
// param: limit (integer) default 20 -- rows at most
// returns: metric, papers, figures, some_figures
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[:REPORTS]->(m:Entity)
WHERE t.id IN $task
OPTIONAL MATCH (p)-[:HAS_RESULT]->(r:Result)-[:BY_METRIC]->(m)
WITH DISTINCT m, p, r.value AS value
ORDER BY p.title, value
WITH m, count(DISTINCT p) AS papers, count(value) AS figures, collect(value) AS written
RETURN m.name AS metric, papers, figures, written[0..5] AS some_figures
ORDER BY papers DESC, figures DESC, metric, m.id
LIMIT $limit
