// What stands next to an entity, in which direction and by which edge, best supported first.
// param: entity (entity) example "KV cache" -- the entity
// param: limit (integer) default 50 -- rows at most
// returns: direction, predicate, neighbour, kind, papers, confidence
MATCH (e:Entity)-[r]-(n:Entity)
WHERE e.id IN $entity
RETURN CASE WHEN startNode(r).id = e.id THEN 'out' ELSE 'in' END AS direction, type(r) AS predicate, n.name AS neighbour, n.kinds[0] AS kind,
  r.support AS papers, r.confidence AS confidence
ORDER BY papers DESC, confidence DESC, predicate, neighbour, direction, n.id
LIMIT $limit
