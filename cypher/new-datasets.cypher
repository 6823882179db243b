// Data sets that a paper of the library introduces, with what they benchmark and how many other papers use them.
// param: limit (integer) default 50 -- rows at most
// returns: dataset, introduced_by, benchmarks, used_by
MATCH (p:Paper)-[:PROPOSES]->(d:Dataset)
WITH d, min(p.title) AS introduced_by
OPTIONAL MATCH (d)-[:BENCHMARKS]->(t:Entity)
WITH d, introduced_by, t
ORDER BY t.name
WITH d, introduced_by, collect(t.name) AS benchmarks
OPTIONAL MATCH (d)<-[:EVALUATES_ON|USES]-(u:Paper)
WITH d, introduced_by, benchmarks, count(u) AS used_by
RETURN d.name AS dataset, introduced_by, benchmarks, used_by
ORDER BY used_by DESC, dataset, d.id
LIMIT $limit
