SELECT p.id, p.code, p.created_at
FROM customers c
JOIN parcels p ON p.sender_id = c.id
WHERE lower(c.email) = lower($1)
UNION
SELECT p.id, p.code, p.created_at
FROM customers c
JOIN parcels p ON p.recipient_id = c.id
WHERE lower(c.email) = lower($1)
ORDER BY id
