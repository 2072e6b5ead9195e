SELECT coalesce(c.city, 'unknown') AS city, count(c.id) AS customers, count(*) AS orders,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY t.total) AS median
FROM customers c
LEFT JOIN (
  SELECT o.customer_id, sum(i.quantity * i.unit_price) - coalesce(sum(r.amount), 0) AS total
  FROM orders o
  JOIN order_items i ON i.order_id = o.id
  LEFT JOIN refunds r ON r.order_id = o.id
  WHERE o.status = 'paid'
  GROUP BY o.id
) AS t ON t.customer_id = c.id
GROUP BY 1
ORDER BY 1;
