// Which other methods stand in the same papers as a method, with how many of its papers they share.
// param: method (entity) example "large language model" -- the method
// param: limit (integer) default 20 -- rows at most
// returns: other, shared_papers, share
MATCH (m:Entity)<-[]-(p:Paper)
WHERE m.id IN $method
WITH collect(DISTINCT p.id) AS mine
MATCH (p:Paper)-[]->(o:Method)
WHERE p.id IN mine AND NOT o.id IN $method
WITH o AS o, count(DISTINCT p) AS shared_papers, size(mine) AS total
RETURN o.name AS other, shared_papers AS shared_papers, toFloat(shared_papers) / total AS share
ORDER BY shared_papers DESC, other, o.id
LIMIT $limit
