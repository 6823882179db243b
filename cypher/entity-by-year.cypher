// In how many papers of each year an entity stands, and how many of those propose it; papers without a year count as null.
// param: entity (entity) example "large language model" -- the entity
// returns: year, papers, proposing
MATCH (p:Paper)-[r]->(e:Entity)
WHERE e.id IN $entity
RETURN p.year AS year, count(DISTINCT p) AS papers, sum(CASE WHEN type(r) = 'PROPOSES' THEN 1 ELSE 0 END) AS proposing
ORDER BY year
LIMIT 200
