// Entities that papers of a month name and no earlier paper does, by month; says how many undated papers are left out.
// param: least (integer) default 2 -- papers that name it, at the least
// param: limit (integer) default 50 -- rows at most
// returns: month, entity, kind, papers, undated_papers_left_out
MATCH (q:Paper)
WITH sum(CASE WHEN q.year IS NULL OR size(q.published) < 7 THEN 1 ELSE 0 END) AS undated
MATCH (p:Paper)-[]->(e:Entity)
WHERE p.year IS NOT NULL AND size(p.published) >= 7
WITH undated AS undated, e AS e, min(substring(p.published, 0, 7)) AS month, count(DISTINCT p) AS papers
WHERE papers >= $least
RETURN month AS month, e.name AS entity, e.kinds[0] AS kind, papers AS papers, undated AS undated_papers_left_out
ORDER BY month DESC, papers DESC, entity, e.id
LIMIT $limit
