WITH places AS (
  SELECT coalesce(city, 'unknown') AS city, array_agg(id) AS ids FROM customers GROUP BY 1
)
SELECT city, cardinality(ids) AS customers, count(id) AS orders,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY
         coalesce((SELECT sum(quantity * unit_price) FROM order_items WHERE order_id = orders.id), 0)
         - coalesce((SELECT sum(amount) FROM refunds WHERE order_id = orders.id), 0)
       ) FILTER (WHERE orders.id IS NOT NULL) AS median
FROM places
LEFT JOIN orders ON customer_id = ANY (ids) AND status = 'paid'
GROUP BY city, ids
ORDER BY city
