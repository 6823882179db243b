// On which data sets the papers that address a task run their experiments, and which are called a benchmark for it.
// param: task (entity) example "long-context understanding" -- the task, by any of its names
// param: limit (integer) default 20 -- rows at most
// returns: dataset, papers, benchmark
MATCH (d:Entity)
OPTIONAL MATCH (d)<-[:EVALUATES_ON]-(p:Paper)-[:ADDRESSES]->(t:Entity)
WHERE t.id IN $task
WITH d AS d, count(DISTINCT p) AS papers
OPTIONAL MATCH (d)-[b:BENCHMARKS]->(u:Entity)
WHERE u.id IN $task
WITH d AS d, papers AS papers, count(b) > 0 AS benchmark
WHERE papers > 0 OR benchmark
RETURN d.name AS dataset, papers AS papers, benchmark AS benchmark
ORDER BY papers DESC, benchmark DESC, dataset, d.id
LIMIT $limit
