SELECT id, code, created_at
FROM parcels
WHERE sender_id = $1 AND (created_at, id) < ($2, $3)
ORDER BY created_at DESC, id DESC
LIMIT 20
