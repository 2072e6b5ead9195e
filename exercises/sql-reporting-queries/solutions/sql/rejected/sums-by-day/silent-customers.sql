SELECT c.id, c.name, max(o.ordered_at)::date AS last_order
FROM customers c
LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'paid'
GROUP BY c.id
HAVING max(o.ordered_at) IS NULL OR max(o.ordered_at) < $1::date
ORDER BY last_order NULLS FIRST, c.id;
