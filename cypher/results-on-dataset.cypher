// The figures that papers report on a data set: method, metric, value as written, and the rival they are set against.
// param: dataset (entity) example "LongBench" -- the data set
// param: limit (integer) default 50 -- rows at most
// returns: method, metric, value, against, paper, sentence
MATCH (p:Paper)-[h:HAS_RESULT]->(r:Result)-[:ON_DATASET]->(d:Entity)
WHERE d.id IN $dataset
OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Entity)
OPTIONAL MATCH (r)-[:BY_METRIC]->(q:Entity)
OPTIONAL MATCH (r)-[:AGAINST]->(b:Entity)
WITH DISTINCT m.name AS method, q.name AS metric, r.value AS value, coalesce(r.number, 0.0) AS number, b.name AS against, p.title AS paper,
  h.sentences[0] AS sentence
RETURN method, metric, value, against, paper, sentence
ORDER BY metric IS NULL, metric, number DESC, method IS NULL, method, value, paper, sentence, against
LIMIT $limit
