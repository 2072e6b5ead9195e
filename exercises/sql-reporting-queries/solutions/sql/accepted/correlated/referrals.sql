WITH RECURSIVE reached AS (
  SELECT id, 0 AS depth FROM customers WHERE id = $1
  UNION ALL
  SELECT c.id, r.depth + 1 FROM reached r JOIN customers c ON c.referred_by = r.id
) CYCLE id SET is_circle USING way
SELECT id, name, min(depth) AS depth
FROM reached JOIN customers USING (id)
WHERE id <> $1
GROUP BY id, name
ORDER BY 3, id
