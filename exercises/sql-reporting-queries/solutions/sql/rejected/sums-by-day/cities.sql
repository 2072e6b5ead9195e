WITH totals AS (
  SELECT o.customer_id, coalesce(i.amount, 0) - coalesce(r.amount, 0) AS total
  FROM orders o
  LEFT JOIN (SELECT order_id, sum(quantity * unit_price) AS amount FROM order_items GROUP BY order_id) i ON i.order_id = o.id
  LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM refunds GROUP BY order_id) r ON r.order_id = o.id
  WHERE o.status = 'paid'
)
SELECT coalesce(c.city, 'unknown') AS city,
       count(DISTINCT c.id) AS customers,
       count(t.total) AS orders,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY t.total) AS median
FROM customers c
LEFT JOIN totals t ON t.customer_id = c.id
GROUP BY 1
ORDER BY 1;
