// Which methods are said to outperform a method, and where.
// param: method (entity) example "large language model" -- the method
// param: limit (integer) default 30 -- rows at most
// returns: better, papers, confidence, said_in, sentence
MATCH (b:Entity)-[r:OUTPERFORMS]->(m:Entity)
WHERE m.id IN $method
OPTIONAL MATCH (p:Paper)
WHERE p.id = r.papers[0]
RETURN b.name AS better, r.support AS papers, r.confidence AS confidence, p.title AS said_in, r.sentences[0] AS sentence
ORDER BY papers DESC, confidence DESC, better, b.id
LIMIT $limit
