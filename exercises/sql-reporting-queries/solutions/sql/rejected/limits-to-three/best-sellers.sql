SELECT p.category, row_number() OVER (ORDER BY sum(i.quantity) DESC) AS place, p.name AS product, sum(i.quantity) AS sold
FROM order_items i
JOIN products p ON p.id = i.product_id
JOIN orders o ON o.id = i.order_id
WHERE o.status = 'paid'
GROUP BY p.id
ORDER BY sold DESC
LIMIT 3;
