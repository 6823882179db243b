// What a method or data set consists of, and the parts of its parts.
// param: whole (entity) example "Lizard" -- the method or data set
// returns: part, steps, part_of, sentence
MATCH path = (c:Entity)-[:PART_OF*1..2]->(w:Entity)
WHERE w.id IN $whole AND NOT c.id IN $whole
WITH c, length(path) AS steps, nodes(path)[1].name AS part_of, relationships(path)[0].sentences[0] AS sentence
ORDER BY steps, part_of, sentence
WITH c, min(steps) AS steps, collect(part_of) AS wholes, collect(sentence) AS sentences
RETURN c.name AS part, steps, wholes[0] AS part_of, sentences[0] AS sentence
ORDER BY steps, part, c.id
LIMIT 200
