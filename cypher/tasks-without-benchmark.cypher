// Tasks that several papers address though no data set is called a benchmark for them, with the number of methods used for each.
// param: least (integer) default 2 -- papers that address it, at the least
// param: limit (integer) default 30 -- rows at most
// returns: task, papers, methods
MATCH (p:Paper)-[:ADDRESSES]->(t:Entity)
WITH t, count(p) AS papers
WHERE papers >= $least AND NOT EXISTS { (:Entity)-[:BENCHMARKS]->(t) }
OPTIONAL MATCH (m:Entity)-[:USED_FOR]->(t)
WITH t, papers, count(m) AS methods
RETURN t.name AS task, papers, methods
ORDER BY papers DESC, methods DESC, task, t.id
LIMIT $limit
