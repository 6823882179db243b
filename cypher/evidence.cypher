// Every sentence that joins two entities, with what it is taken to say and the paper it stands in; an edge without one stands alone.
// param: one (entity) example "Transformer" -- an entity
// param: other (entity) example "sequence modeling" -- another entity
// param: limit (integer) default 50 -- rows at most
// returns: subject, predicate, object, confidence, paper, sentence
MATCH (a:Entity)-[r]-(b:Entity)
WHERE a.id IN $one AND b.id IN $other
WITH startNode(r).name AS subject, endNode(r).name AS object, r
UNWIND range(0, coalesce(size(r.sentences), 1) - 1) AS i
WITH subject, object, r, i
OPTIONAL MATCH (p:Paper)
WHERE p.id = r.papers[i]
RETURN subject, type(r) AS predicate, object, r.confidences[i] AS confidence, p.title AS paper, r.sentences[i] AS sentence
ORDER BY subject, predicate, object, confidence DESC, paper, r.sections[i], r.starts[i], r.papers[i]
LIMIT $limit
