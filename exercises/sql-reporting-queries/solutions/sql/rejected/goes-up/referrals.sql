WITH RECURSIVE reached AS (
  SELECT id, name, referred_by, 0 AS depth FROM customers WHERE id = $1
  UNION
  SELECT c.id, c.name, c.referred_by, r.depth + 1 FROM reached r JOIN customers c ON c.id = r.referred_by WHERE r.depth < 50
)
SELECT id, name, depth FROM reached WHERE depth > 0 ORDER BY depth, id;
