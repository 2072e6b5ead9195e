WITH totals AS (
  SELECT date_trunc('month', o.ordered_at)::date AS month,
         coalesce(i.amount, 0) - coalesce(r.amount, 0) AS total
  FROM orders o
  LEFT JOIN (SELECT order_id, sum(quantity * unit_price) AS amount FROM order_items GROUP BY order_id) i ON i.order_id = o.id
  LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM refunds GROUP BY order_id) r ON r.order_id = o.id
  WHERE o.status = 'paid'
),
months AS (
  SELECT generate_series(min(month), max(month), interval '1 month')::date AS month FROM totals
)
SELECT m.month, count(t.total) AS orders, coalesce(sum(t.total), 0) AS revenue
FROM months m
LEFT JOIN totals t ON t.month = m.month
GROUP BY m.month
ORDER BY m.month;
