WITH totals AS (
  SELECT o.id, o.ordered_at, coalesce(i.amount, 0) - coalesce(r.amount, 0) AS total
  FROM orders o
  LEFT JOIN (SELECT order_id, sum(quantity * unit_price) AS amount FROM order_items GROUP BY order_id) i ON i.order_id = o.id
  LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM refunds GROUP BY order_id) r ON r.order_id = o.id
  WHERE o.status = 'paid' AND o.customer_id = $1::int
)
SELECT id AS order_id, total, sum(total) OVER (ORDER BY ordered_at::date, id) AS so_far
FROM totals
ORDER BY ordered_at, id;
