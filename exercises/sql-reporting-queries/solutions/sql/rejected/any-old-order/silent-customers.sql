SELECT DISTINCT ON (c.id) c.id, c.name, o.ordered_at::date AS last_order
FROM customers c
LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'paid'
WHERE o.id IS NULL OR o.ordered_at < $1::date
ORDER BY c.id, o.ordered_at DESC;
