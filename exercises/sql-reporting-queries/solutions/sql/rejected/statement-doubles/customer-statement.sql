SELECT o.id AS order_id, sum(i.quantity * i.unit_price) - coalesce(sum(r.amount), 0) AS total,
       sum(sum(i.quantity * i.unit_price) - coalesce(sum(r.amount), 0)) OVER (ORDER BY o.id) AS so_far
FROM orders o
JOIN order_items i ON i.order_id = o.id
LEFT JOIN refunds r ON r.order_id = o.id
WHERE o.customer_id = $1 AND o.status = 'paid'
GROUP BY o.id
ORDER BY o.id;
