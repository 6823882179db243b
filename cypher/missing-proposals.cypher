// Methods and data sets with a name of their own that papers use or compare with, though no paper here proposes them: papers to add.
// param: least (integer) default 2 -- papers that name it so, at the least
// param: limit (integer) default 30 -- rows at most
// returns: entity, kind, papers, compared, an_example
MATCH (p:Paper)-[r:USES|COMPARES_WITH|EVALUATES_ON]->(e:Entity)
WHERE e.kinds[0] IN ['Method', 'Dataset'] AND e.name <> toLower(e.name)
WITH e, count(p) AS papers, sum(CASE WHEN type(r) = 'COMPARES_WITH' THEN 1 ELSE 0 END) AS compared, min(p.title) AS an_example
WHERE papers >= $least AND NOT EXISTS { (:Paper)-[:PROPOSES]->(e) }
RETURN e.name AS entity, e.kinds[0] AS kind, papers, compared, an_example
ORDER BY papers DESC, compared DESC, entity, e.id
LIMIT $limit
