// Everything that a paper names, with its kind, what the paper does with it and where it says so.
// param: paper (paper) example "KIVI: A Tuning-Free Asymmetric 2bit Quantization for KV Cache" -- the paper, by title or id
// returns: entity, kind, role, confidence, sentence
MATCH (p:Paper)-[r]->(e:Entity)
WHERE p.id IN $paper
RETURN e.name AS entity, e.kinds[0] AS kind, type(r) AS role, r.confidence AS confidence, r.sentences[0] AS sentence
ORDER BY role, confidence DESC, entity
LIMIT 500
