// Which papers propose an entity as new, the earliest first where dates are known, with the sentence that says so.
// param: entity (entity) example "KIVI" -- a method, data set, task, metric or concept
// returns: title, published, confidence, sentence
MATCH (p:Paper)-[r:PROPOSES]->(e:Entity)
WHERE e.id IN $entity
RETURN p.title AS title, p.published AS published, r.confidence AS confidence, r.sentences[0] AS sentence
ORDER BY p.year IS NULL, coalesce(published, ''), title, p.id
LIMIT 100
