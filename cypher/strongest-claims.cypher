// The claims about two entities that most papers make, each with its best sentence; what was read off names alone is left out.
// param: least (integer) default 2 -- papers that say so, at the least
// param: limit (integer) default 25 -- rows at most
// returns: subject, predicate, object, papers, confidence, sentence
MATCH (s:Entity)-[r]->(o:Entity)
WHERE r.support >= $least AND NOT coalesce(r.derived, false)
RETURN s.name AS subject, type(r) AS predicate, o.name AS object, r.support AS papers, r.confidence AS confidence, r.sentences[0] AS sentence
ORDER BY papers DESC, confidence DESC, subject, predicate, object, s.id, o.id
LIMIT $limit
