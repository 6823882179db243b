// What a method or data set consists of, and the parts of its parts.
// param: whole (entity) example "Transformer" -- the method or data set
// returns: part, steps, sentence
MATCH path = (c:Entity)-[:PART_OF*1..2]->(w:Entity)
WHERE w.id IN $whole AND NOT c.id IN $whole
WITH c AS c, length(path) AS length_, relationships(path)[0] AS first_
WITH c AS c, min(length_) AS steps, min(first_.sentences[0]) AS sentence
RETURN c.name AS part, steps AS steps, sentence AS sentence
ORDER BY steps, part, c.id
LIMIT 200
