// A task at a glance: of each kind, how many entities the papers that address it name, and the most common of them.
// param: task (entity) example "LLM inference" -- the task
// returns: kind, entities, most_named
MATCH (t:Entity)<-[:ADDRESSES]-(p:Paper)-[]->(e:Entity)
WHERE t.id IN $task AND NOT e.id IN $task
WITH e, count(DISTINCT p) AS papers
ORDER BY papers DESC, e.name, e.id
WITH e.kinds[0] AS kind, collect(e.name) AS names
RETURN kind, size(names) AS entities, names[0..8] AS most_named
ORDER BY entities DESC, kind
LIMIT 10
