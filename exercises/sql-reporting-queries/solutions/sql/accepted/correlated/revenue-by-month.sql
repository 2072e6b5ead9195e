-- Starts from the calendar and asks for each month, rather than joining everything and grouping.
SELECT months.month::date AS month, coalesce(figures.orders, 0) AS orders, coalesce(figures.revenue, 0) AS revenue
FROM (SELECT date_trunc('month', min(ordered_at)) AS first, date_trunc('month', max(ordered_at)) AS last
      FROM orders WHERE status = 'paid') AS bounds
CROSS JOIN LATERAL generate_series(bounds.first, bounds.last, interval '1 month') AS months(month)
CROSS JOIN LATERAL (
  SELECT count(*) AS orders,
         sum(coalesce((SELECT sum(quantity * unit_price) FROM order_items WHERE order_id = o.id), 0)
           - coalesce((SELECT sum(amount) FROM refunds WHERE order_id = o.id), 0)) AS revenue
  FROM orders o
  WHERE o.status = 'paid' AND o.ordered_at >= months.month AND o.ordered_at < months.month + interval '1 month'
) AS figures
ORDER BY 1
