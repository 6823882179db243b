// The shortest ways from one entity to another through papers and entities, at most eight steps.
// param: start (entity) example "KIVI" -- where they begin
// param: goal (entity) example "attention" -- where they end
// param: limit (integer) default 5 -- ways at most, all of the same length
// returns: steps, names, predicates
MATCH (a:Entity), (b:Entity)
WHERE a.id IN $start AND b.id IN $goal AND a.id <> b.id
MATCH path = allShortestPaths((a)-[*..8]-(b))
WITH length(path) AS steps, [n IN nodes(path) | coalesce(n.name, n.title, n.value)] AS names,
  [r IN relationships(path) | type(r)] AS predicates, [n IN nodes(path) | n.id] AS ids
RETURN steps, names, predicates
ORDER BY steps, names, predicates, ids
LIMIT $limit
