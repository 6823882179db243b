// A task at a glance: papers that address it, and the methods, data sets and metrics of those papers.
// param: task (entity) example "KV cache compression" -- the task
// returns: task, papers, methods, datasets, metrics
MATCH (t:Entity)
WHERE t.id IN $task
OPTIONAL MATCH (t)<-[:ADDRESSES]-(p:Paper)
WITH t AS t, collect(DISTINCT p.id) AS papers
OPTIONAL MATCH (q:Paper)-[r]->(e:Entity)
WHERE q.id IN papers
WITH t AS t, papers AS papers, collect(DISTINCT {id: e.id, kind: e.kinds[0]}) AS named
RETURN t.name AS task, size(papers) AS papers, size([x IN named WHERE x.kind = 'Method']) AS methods,
  size([x IN named WHERE x.kind = 'Dataset']) AS datasets, size([x IN named WHERE x.kind = 'Metric']) AS metrics
ORDER BY task
LIMIT 10
