SELECT id, name, 1 AS depth FROM customers WHERE referred_by = $1
UNION
SELECT c.id, c.name, 2 FROM customers c JOIN customers r ON r.id = c.referred_by WHERE r.referred_by = $1
ORDER BY depth, id;
