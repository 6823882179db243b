// One shortest way from one entity to another through papers and entities, at most eight steps.
// param: start (entity) example "KIVI" -- where it begins
// param: goal (entity) example "attention" -- where it ends
// returns: steps, names, predicates
MATCH (a:Entity), (b:Entity)
WHERE a.id IN $start AND b.id IN $goal AND a.id <> b.id
MATCH path = shortestPath((a)-[*..8]-(b))
RETURN length(path) AS steps, [n IN nodes(path) | coalesce(n.name, n.title, n.value)] AS names, [r IN relationships(path) | type(r)] AS predicates
ORDER BY steps, names, predicates
LIMIT 1
