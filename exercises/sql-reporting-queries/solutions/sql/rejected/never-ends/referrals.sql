WITH RECURSIVE reached AS (
  SELECT id, name, 1 AS depth FROM customers WHERE referred_by = $1
  UNION
  SELECT c.id, c.name, r.depth + 1 FROM reached r JOIN customers c ON c.referred_by = r.id
)
SELECT id, name, depth FROM reached ORDER BY depth, id;
