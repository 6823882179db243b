// What a method was compared with by the papers that propose it, and whether they say that it does better.
// param: method (entity) example "KIVI" -- the method
// param: limit (integer) default 50 -- rows at most
// returns: rival, papers, claims, sentence
MATCH (m:Entity)<-[:PROPOSES]-(p:Paper)-[c:COMPARES_WITH]->(r:Entity)
WHERE m.id IN $method AND NOT r.id IN $method
WITH m AS m, r AS r, count(DISTINCT p) AS papers, min(c.sentences[0]) AS sentence
OPTIONAL MATCH (m)-[o:OUTPERFORMS]->(r)
WITH r AS r, papers AS papers, sentence AS sentence, count(o) > 0 AS wins
RETURN r.name AS rival, papers AS papers, CASE WHEN wins THEN 'outperforms it' ELSE 'compared with it' END AS claims, sentence AS sentence
ORDER BY papers DESC, rival, r.id
LIMIT $limit
