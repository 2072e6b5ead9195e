SELECT m::date AS month, count(DISTINCT o.id) AS orders,
       coalesce(sum(i.quantity * i.unit_price), 0) - coalesce(sum(r.amount), 0) AS revenue
FROM (SELECT date_trunc('month', min(ordered_at)) AS a, date_trunc('month', max(ordered_at)) AS b
      FROM orders WHERE status = 'paid') AS bounds
CROSS JOIN generate_series(a, b, interval '1 month') AS m
LEFT JOIN orders o ON date_trunc('month', o.ordered_at) = m AND o.status = 'paid'
LEFT JOIN order_items i ON i.order_id = o.id
LEFT JOIN refunds r ON r.order_id = o.id
GROUP BY m
ORDER BY m;
