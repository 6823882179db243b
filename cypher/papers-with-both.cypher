// Papers that name two entities, and what each paper does with either.
// param: one (entity) example "KV cache" -- an entity
// param: other (entity) example "quantization" -- another entity
// returns: title, published, role_of_one, role_of_other
MATCH (a:Entity)<-[r]-(p:Paper)-[s]->(b:Entity)
WHERE a.id IN $one AND b.id IN $other
RETURN p.title AS title, p.published AS published, type(r) AS role_of_one, type(s) AS role_of_other
ORDER BY role_of_one, role_of_other, title, p.id
LIMIT 100
