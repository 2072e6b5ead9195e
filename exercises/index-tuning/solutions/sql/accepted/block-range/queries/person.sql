WITH person AS (SELECT id FROM customers WHERE lower(email) = lower($1))
SELECT id, code, created_at
FROM parcels
WHERE sender_id = ANY (ARRAY(SELECT id FROM person)) OR recipient_id = ANY (ARRAY(SELECT id FROM person))
ORDER BY id
