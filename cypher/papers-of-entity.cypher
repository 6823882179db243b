// Which papers name an entity and what each does with it, the newest first; papers without a year come last.
// param: entity (entity) example "KV cache" -- a method, data set, task, metric or concept
// param: limit (integer) default 50 -- rows at most
// returns: title, published, role, sentence
MATCH (p:Paper)-[r]->(e:Entity)
WHERE e.id IN $entity
RETURN p.title AS title, p.published AS published, type(r) AS role, r.sentences[0] AS sentence
ORDER BY p.year IS NULL, coalesce(published, '') DESC, title, p.id
LIMIT $limit
