// Which methods are said to outperform a method.
// param: method (entity) example "BERT" -- the method
// param: limit (integer) default 30 -- rows at most
// returns: better, over, papers, sentence
MATCH (b:Entity)-[r:OUTPERFORMS]->(m:Entity)
WHERE m.id IN $method
RETURN b.name AS better, m.name AS over, r.support AS papers, r.sentences[0] AS sentence, b.id AS order_
ORDER BY papers DESC, better, order_
LIMIT $limit
