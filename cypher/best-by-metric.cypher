// The highest figures that any paper reports by a metric in one unit, whatever the data set.
// param: metric (entity) example "top-1 accuracy" -- the metric
// param: unit (text) default "%" -- the unit of the figures
// param: limit (integer) default 20 -- rows at most
// returns: number, value, method, dataset, paper
MATCH (p:Paper)-[:HAS_RESULT]->(r:Result)-[:BY_METRIC]->(q:Entity)
WHERE q.id IN $metric AND r.unit = $unit AND r.number IS NOT NULL
OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Entity)
OPTIONAL MATCH (r)-[:ON_DATASET]->(d:Entity)
WITH DISTINCT r.number AS number, r.value AS value, m.name AS method, d.name AS dataset, p.title AS paper
RETURN number, value, method, dataset, paper
ORDER BY number DESC, method IS NULL, method, dataset IS NULL, dataset, paper, value
LIMIT $limit
