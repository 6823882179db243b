// Authors by the number of their papers and what those propose; a name without ORCID counts as one person here.
// param: limit (integer) default 20 -- rows at most
// returns: author, papers, proposes
MATCH (a:Author)<-[:AUTHORED_BY]-(p:Paper)
OPTIONAL MATCH (p)-[:PROPOSES]->(e:Entity)
WITH a.name AS author, p AS p, e.name AS proposed
ORDER BY proposed
WITH author AS author, count(DISTINCT p) AS papers, collect(DISTINCT proposed) AS proposes
RETURN author AS author, papers AS papers, proposes[0..5] AS proposes
ORDER BY papers DESC, author
LIMIT $limit
