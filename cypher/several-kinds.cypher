// Entities that papers use as more than one kind, with the papers of each kind: where a name means different things.
// param: limit (integer) default 50 -- rows at most
// returns: entity, kinds, papers_of_each
MATCH (e:Entity)
WHERE size(e.kinds) > 1
RETURN e.name AS entity, e.kinds AS kinds, e.kind_counts AS papers_of_each
ORDER BY e.support DESC, entity, e.id
LIMIT $limit
