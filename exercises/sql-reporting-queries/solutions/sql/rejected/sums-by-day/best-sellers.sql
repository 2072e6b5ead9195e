WITH sales AS (
  SELECT coalesce(p.category, 'other') AS category, p.name AS product, sum(i.quantity) AS sold
  FROM orders o
  JOIN order_items i ON i.order_id = o.id
  JOIN products p ON p.id = i.product_id
  WHERE o.status = 'paid'
  GROUP BY p.id
),
ranked AS (
  SELECT category, rank() OVER (PARTITION BY category ORDER BY sold DESC) AS place, product, sold
  FROM sales
)
SELECT category, place, product, sold
FROM ranked
WHERE place <= 3
ORDER BY category, place, product;
