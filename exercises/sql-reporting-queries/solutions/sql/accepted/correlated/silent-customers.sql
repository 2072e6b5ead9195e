SELECT id, name, (SELECT max(ordered_at)::date FROM orders WHERE customer_id = customers.id AND status = 'paid') AS last_order
FROM customers
WHERE NOT EXISTS (
  SELECT FROM orders WHERE customer_id = customers.id AND status = 'paid' AND ordered_at >= $1::date
)
ORDER BY last_order NULLS FIRST, id
