// How many papers of each year name an entity, how many propose it, and how many papers the year has; a null year counts the undated.
// param: entity (entity) example "large language model" -- the entity
// returns: year, naming, proposing, all_papers
MATCH (n:Paper)-[r]->(e:Entity)
WHERE e.id IN $entity
WITH collect(n.id) AS named_in, collect(CASE WHEN type(r) = 'PROPOSES' THEN n.id END) AS proposed_in
MATCH (p:Paper)
WITH p.year AS year, sum(CASE WHEN p.id IN named_in THEN 1 ELSE 0 END) AS naming,
  sum(CASE WHEN p.id IN proposed_in THEN 1 ELSE 0 END) AS proposing, count(p) AS all_papers
RETURN year, naming, proposing, all_papers
ORDER BY year IS NULL, year
LIMIT 200
