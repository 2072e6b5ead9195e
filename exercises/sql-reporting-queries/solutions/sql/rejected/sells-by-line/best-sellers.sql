SELECT category, place, product, sold
FROM (
  SELECT coalesce(p.category, 'other') AS category, p.name AS product, i.quantity AS sold,
         rank() OVER (PARTITION BY coalesce(p.category, 'other') ORDER BY i.quantity DESC) AS place
  FROM order_items i
  JOIN products p ON p.id = i.product_id
  JOIN orders o ON o.id = i.order_id
  WHERE o.status = 'paid'
) AS ranked
WHERE place <= 3
ORDER BY category, place, product;
