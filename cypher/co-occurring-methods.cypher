// Which other methods stand in the same papers as an entity, and in what share of its papers.
// param: entity (entity) example "KV cache" -- a method, data set, task, metric or concept
// param: limit (integer) default 20 -- rows at most
// returns: method, shared_papers, share
MATCH (e:Entity)<-[]-(p:Paper)
WHERE e.id IN $entity
WITH collect(DISTINCT p) AS papers
WITH papers, size(papers) AS total
UNWIND papers AS p
MATCH (p)-[]->(m:Method)
WHERE NOT m.id IN $entity
WITH m, total, count(p) AS shared_papers
RETURN m.name AS method, shared_papers, round(toFloat(shared_papers) / total * 1000) / 1000 AS share
ORDER BY shared_papers DESC, m.support, method, m.id
LIMIT $limit
