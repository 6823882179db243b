// Methods that are said to outperform most others, and how many others are said to outperform them.
// param: limit (integer) default 20 -- rows at most
// returns: method, beats, beaten_by, some_beaten
MATCH (m:Entity)-[:OUTPERFORMS]->(o:Entity)
WITH m, o
ORDER BY o.name, o.id
WITH m, count(o) AS beats, collect(o.name) AS names
OPTIONAL MATCH (w:Entity)-[:OUTPERFORMS]->(m)
WITH m, beats, names, count(w) AS beaten_by
RETURN m.name AS method, beats, beaten_by, names[0..5] AS some_beaten
ORDER BY beats DESC, beaten_by, method, m.id
LIMIT $limit
