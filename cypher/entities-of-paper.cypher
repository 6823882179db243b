// Everything that a paper names: what the paper does with it, its kind, and where the paper says so.
// param: paper (paper) example "KIVI: A Tuning-Free Asymmetric 2bit Quantization for KV Cache" -- the paper, by title or id
// returns: role, entity, kind, confidence, sentence
MATCH (p:Paper)-[r]->(e:Entity)
WHERE p.id IN $paper
RETURN type(r) AS role, e.name AS entity, e.kinds[0] AS kind, r.confidence AS confidence, r.sentences[0] AS sentence
ORDER BY CASE role WHEN 'PROPOSES' THEN 0 WHEN 'ADDRESSES' THEN 1 WHEN 'EVALUATES_ON' THEN 2 WHEN 'REPORTS' THEN 3
  WHEN 'COMPARES_WITH' THEN 4 WHEN 'USES' THEN 5 WHEN 'STUDIES' THEN 6 ELSE 7 END, confidence DESC, entity, e.id
LIMIT 500
