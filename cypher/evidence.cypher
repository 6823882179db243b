// Every edge between two entities, each with its papers and the sentences that say so.
// param: one (entity) example "KIVI" -- an entity
// param: other (entity) example "KV cache" -- another entity
// returns: subject, predicate, object, papers, confidence, sentences
MATCH (a:Entity)-[r]-(b:Entity)
WHERE a.id IN $one AND b.id IN $other
WITH startNode(r) AS s, r AS r, endNode(r) AS o
RETURN s.name AS subject, type(r) AS predicate, o.name AS object, r.papers AS papers, r.confidence AS confidence, r.sentences AS sentences
ORDER BY subject, predicate, object
LIMIT 100
