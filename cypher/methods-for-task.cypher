// Which methods the papers use for a task, most supported first, with the sentence that says so best.
// param: task (entity) example "image classification" -- the task, by any of its names
// param: limit (integer) default 20 -- rows at most
// returns: method, papers, confidence, sentence
MATCH (m:Entity)-[r:USED_FOR]->(t:Entity)
WHERE t.id IN $task
RETURN m.name AS method, r.support AS papers, r.confidence AS confidence, r.sentences[0] AS sentence
ORDER BY papers DESC, confidence DESC, method, m.id
LIMIT $limit
