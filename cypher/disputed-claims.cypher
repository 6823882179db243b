// Pairs of methods of which some sentence says that the first does better and some sentence the second.
// returns: one, other, for_one, for_other, sentence_for_one, sentence_for_other
MATCH (a:Entity)-[r:OUTPERFORMS]->(b:Entity)-[s:OUTPERFORMS]->(a)
WHERE a.id < b.id
RETURN a.name AS one, b.name AS other, r.support AS for_one, s.support AS for_other, r.sentences[0] AS sentence_for_one, s.sentences[0] AS sentence_for_other
ORDER BY one, other
LIMIT 100
