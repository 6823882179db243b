// On which data sets the papers that address a task run their experiments, and which are called a benchmark for it.
// param: task (entity) example "image classification" -- the task, by any of its names
// param: limit (integer) default 20 -- rows at most
// returns: dataset, papers, benchmark
MATCH (t:Entity)<-[x:ADDRESSES|BENCHMARKS]-(n)
WHERE t.id IN $task
OPTIONAL MATCH (n:Paper)-[:EVALUATES_ON]->(e:Entity)
WITH CASE WHEN n:Paper THEN e ELSE n END AS d, CASE WHEN n:Paper THEN n.id END AS paper, type(x) AS edge
WHERE d IS NOT NULL
WITH d, count(DISTINCT paper) AS papers, collect(edge) AS edges
RETURN d.name AS dataset, papers, 'BENCHMARKS' IN edges AS benchmark
ORDER BY papers DESC, benchmark DESC, dataset, d.id
LIMIT $limit
