// What a method is compared with, by the papers that propose it or where a sentence says which of two does better, and how it fares.
// param: method (entity) example "Q-Filters" -- the method
// param: limit (integer) default 50 -- rows at most
// returns: rival, outcome, sentence
MATCH (m:Entity)-[x:PROPOSES|OUTPERFORMS]-(n)
WHERE m.id IN $method
OPTIONAL MATCH (n:Paper)-[c:COMPARES_WITH]->(e:Entity)
WITH CASE WHEN n:Paper THEN e ELSE n END AS o,
  CASE WHEN n:Paper THEN c ELSE x END AS claim,
  CASE WHEN n:Paper THEN 'compared' WHEN startNode(x).id = n.id THEN 'worse' ELSE 'better' END AS outcome
WHERE o IS NOT NULL AND NOT o.id IN $method
WITH o, outcome, claim.confidence AS confidence, claim.sentences[0] AS sentence
ORDER BY CASE outcome WHEN 'compared' THEN 1 ELSE 0 END, confidence DESC, outcome, sentence
WITH o, collect(outcome) AS outcomes, collect(sentence) AS sentences
RETURN o.name AS rival,
  CASE WHEN 'better' IN outcomes AND 'worse' IN outcomes THEN 'disputed' ELSE outcomes[0] END AS outcome, sentences[0] AS sentence
ORDER BY outcome, rival, o.id
LIMIT $limit
