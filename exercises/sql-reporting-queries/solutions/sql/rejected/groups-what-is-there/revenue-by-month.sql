SELECT date_trunc('month', o.ordered_at)::date AS month, count(*) AS orders, sum(i.amount - coalesce(r.amount, 0)) AS revenue
FROM orders o
JOIN (SELECT order_id, sum(quantity * unit_price) AS amount FROM order_items GROUP BY order_id) i ON i.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM refunds GROUP BY order_id) r ON r.order_id = o.id
WHERE o.status = 'paid'
GROUP BY 1
ORDER BY 1;
