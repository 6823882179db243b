// Papers close to a paper by the entities that they share, rare entities counting more than common ones.
// param: paper (paper) example "KIVI: A Tuning-Free Asymmetric 2bit Quantization for KV Cache" -- the paper, by title or id
// param: limit (integer) default 10 -- rows at most
// returns: title, shared, weight, rarest_shared
MATCH (p:Paper)-[]->(e:Entity)<-[]-(q:Paper)
WHERE p.id IN $paper AND NOT q.id IN $paper
WITH DISTINCT q, e
ORDER BY e.support, e.name, e.id
WITH q, count(e) AS shared, sum(1.0 / e.support) AS weight, collect(e.name) AS names
RETURN q.title AS title, shared, round(weight * 1000) / 1000 AS weight, names[0..5] AS rarest_shared
ORDER BY weight DESC, shared DESC, title, q.id
LIMIT $limit
