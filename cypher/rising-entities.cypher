// Entities that a larger share of a month's papers names than of all papers before it, by month; undated counts the papers left out.
// param: least (integer) default 2 -- papers of the month that name it, at the least
// param: limit (integer) default 30 -- rows at most
// returns: month, entity, papers, share, share_before, undated
MATCH (p:Paper)-[]->(e:Entity)
WHERE p.year IS NOT NULL AND size(p.published) >= 7
WITH e, substring(p.published, 0, 7) AS month, count(p) AS papers
WITH e, collect({month: month, papers: papers}) AS months
UNWIND months AS row
WITH e, row.month AS month, row.papers AS papers,
  reduce(n = 0, x IN months | n + CASE WHEN x.month < row.month THEN x.papers ELSE 0 END) AS papers_before
WHERE papers >= $least
WITH month, collect({entity: e, papers: papers, before: papers_before}) AS named
WITH month, named,
  COUNT { MATCH (q:Paper) WHERE q.year IS NOT NULL AND q.published STARTS WITH month } AS of_month,
  COUNT { MATCH (q:Paper) WHERE q.year IS NOT NULL AND size(q.published) >= 7 AND substring(q.published, 0, 7) < month } AS before,
  COUNT { MATCH (q:Paper) WHERE q.year IS NULL OR size(q.published) < 7 } AS undated
WHERE before > 0
UNWIND named AS row
WITH month, undated, row.entity AS e, row.papers AS papers, toFloat(row.papers) / of_month AS share, toFloat(row.before) / before AS share_before
WHERE share > share_before
WITH month, undated, e, papers, share, share_before, share - share_before AS rise
RETURN month, e.name AS entity, papers, round(share * 1000) / 1000 AS share, round(share_before * 1000) / 1000 AS share_before,
  undated AS undated
ORDER BY month DESC, rise DESC, entity, e.id
LIMIT $limit
