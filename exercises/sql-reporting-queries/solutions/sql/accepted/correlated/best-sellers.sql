-- The place of a product is one more than the number of those that sold more.
WITH sales AS (
  SELECT coalesce(category, 'other') AS category, name AS product,
         (SELECT sum(quantity) FROM order_items JOIN orders ON orders.id = order_id
          WHERE product_id = products.id AND status = 'paid') AS sold
  FROM products
)
SELECT category, place, product, sold
FROM sales
CROSS JOIN LATERAL (
  SELECT count(*) + 1 AS place FROM sales better WHERE better.category = sales.category AND better.sold > sales.sold
) AS ranking
WHERE sold IS NOT NULL AND place <= 3
ORDER BY category, place, product
