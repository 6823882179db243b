// Entities that a larger share of a month's papers names than of all papers before it, by month; says how many undated papers are left out.
// param: least (integer) default 2 -- papers of the month that name it, at the least
// param: limit (integer) default 30 -- rows at most
// returns: month, entity, papers, share, share_before, undated_papers_left_out
MATCH (q:Paper)
WITH count(q) AS all_papers, collect(CASE WHEN q.year IS NOT NULL AND size(q.published) >= 7 THEN substring(q.published, 0, 7) END) AS dated
WITH dated, all_papers - size(dated) AS undated
MATCH (p:Paper)-[]->(e:Entity)
WHERE p.year IS NOT NULL AND size(p.published) >= 7
WITH dated, undated, e, collect(substring(p.published, 0, 7)) AS months
WHERE size(months) >= $least
UNWIND months AS month
WITH DISTINCT dated, undated, e, months, month
WITH undated, e, month, size([x IN months WHERE x = month]) AS papers, size([x IN months WHERE x < month]) AS papers_before,
  size([x IN dated WHERE x = month]) AS of_month, size([x IN dated WHERE x < month]) AS before
WHERE papers >= $least AND before > 0
WITH undated, e, month, papers, toFloat(papers) / of_month AS share, toFloat(papers_before) / before AS share_before
WHERE share > share_before
RETURN month, e.name AS entity, papers, round(share * 1000) / 1000 AS share, round(share_before * 1000) / 1000 AS share_before,
  undated AS undated_papers_left_out
ORDER BY month DESC, share - share_before DESC, entity, e.id
LIMIT $limit
