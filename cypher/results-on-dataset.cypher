// The figures that papers report on a data set: method, metric, value as written, and the rival they are set against.
// param: dataset (entity) example "LongBench" -- the data set
// param: limit (integer) default 50 -- rows at most
// returns: method, metric, value, against, paper, sentence
MATCH (p:Paper)-[h:HAS_RESULT]->(r:Result)-[:ON_DATASET]->(d:Entity)
WHERE d.id IN $dataset
OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Entity)
OPTIONAL MATCH (r)-[:BY_METRIC]->(q:Entity)
OPTIONAL MATCH (r)-[:AGAINST]->(b:Entity)
WITH m, q, r, b, p, h
ORDER BY h.confidence DESC, r.id
WITH m.name AS method, q.name AS metric, r.value AS value, r.number AS number, b.name AS against, p.title AS paper,
  collect(h.sentences[0]) AS sentences
RETURN method, metric, value, against, paper, sentences[0] AS sentence
ORDER BY metric IS NULL, metric, coalesce(number, 0.0) DESC, method IS NULL, method, value, paper, against
LIMIT $limit
