WITH RECURSIVE reached AS (
  SELECT id, name, 1 AS depth, ARRAY[$1::int, id] AS way
  FROM customers
  WHERE referred_by = $1::int AND id <> $1::int
  UNION ALL
  SELECT c.id, c.name, r.depth + 1, r.way || c.id
  FROM reached r
  JOIN customers c ON c.referred_by = r.id
  WHERE c.id <> ALL (r.way)
)
SELECT id, name, depth FROM reached ORDER BY depth, id;
