SELECT id AS order_id, total,
       sum(total) OVER (ORDER BY ordered_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far
FROM orders
CROSS JOIN LATERAL (
  SELECT coalesce((SELECT sum(quantity * unit_price) FROM order_items WHERE order_id = orders.id), 0)
       - coalesce((SELECT sum(amount) FROM refunds WHERE order_id = orders.id), 0) AS total
) AS totals
WHERE customer_id = $1 AND status = 'paid'
ORDER BY ordered_at, id
