// How many papers evaluate which method on which data set: the filled cells of the table of methods by data sets.
// param: limit (integer) default 50 -- rows at most
// returns: method, dataset, papers
MATCH (m:Entity)-[r:EVALUATED_ON]->(d:Entity)
RETURN m.name AS method, d.name AS dataset, r.support AS papers
ORDER BY papers DESC, r.confidence DESC, method, dataset, m.id, d.id
LIMIT $limit
