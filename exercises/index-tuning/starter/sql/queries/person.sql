SELECT p.id, p.code, p.created_at
FROM parcels p
JOIN customers s ON s.id = p.sender_id
JOIN customers r ON r.id = p.recipient_id
WHERE lower(s.email) = lower($1) OR lower(r.email) = lower($1)
ORDER BY p.id
