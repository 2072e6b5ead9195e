SELECT c.id, c.name, (SELECT max(ordered_at)::date FROM orders WHERE customer_id = c.id AND status = 'paid') AS last_order
FROM customers c
WHERE c.id NOT IN (SELECT customer_id FROM orders WHERE status = 'paid' AND ordered_at >= $1::date)
ORDER BY last_order NULLS FIRST, c.id;
