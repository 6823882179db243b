// Data sets that a paper of the library introduces, with what they benchmark and who has used them since.
// param: limit (integer) default 50 -- rows at most
// returns: dataset, introduced_by, benchmarks, used_by
MATCH (p:Paper)-[:PROPOSES]->(d:Dataset)
WITH d AS d, min(p.title) AS introduced_by
OPTIONAL MATCH (d)-[:BENCHMARKS]->(t:Entity)
WITH d AS d, introduced_by AS introduced_by, t AS t
ORDER BY t.name
WITH d AS d, introduced_by AS introduced_by, collect(t.name) AS benchmarks
OPTIONAL MATCH (d)<-[:EVALUATES_ON|USES]-(u:Paper)
WITH d AS d, introduced_by AS introduced_by, benchmarks AS benchmarks, count(DISTINCT u) AS used_by
RETURN d.name AS dataset, introduced_by AS introduced_by, benchmarks AS benchmarks, used_by AS used_by
ORDER BY used_by DESC, dataset, d.id
LIMIT $limit
