// Papers of the library that others of it cite most, with the latest year of a citing paper.
// param: limit (integer) default 20 -- rows at most
// returns: title, cited_by, latest
MATCH (c:Paper)-[:CITES]->(p:Paper)
RETURN p.title AS title, count(DISTINCT c) AS cited_by, max(c.year) AS latest
ORDER BY cited_by DESC, title
LIMIT $limit
