// What the papers that address a task compare themselves with, how many methods are said to beat it, and who proposed it.
// param: task (entity) example "LLM inference" -- the task, by any of its names
// param: limit (integer) default 20 -- rows at most
// returns: baseline, papers, beaten_by, proposed_by
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[:COMPARES_WITH]->(b:Entity)
WHERE t.id IN $task
WITH b, count(DISTINCT p) AS papers
OPTIONAL MATCH (w:Entity)-[:OUTPERFORMS]->(b)
WITH b, papers, count(w) AS beaten_by
OPTIONAL MATCH (q:Paper)-[:PROPOSES]->(b)
WITH b, papers, beaten_by, min(q.title) AS proposed_by
RETURN b.name AS baseline, papers, beaten_by, proposed_by
ORDER BY papers DESC, beaten_by DESC, baseline, b.id
LIMIT $limit
