SELECT kind, count(*) AS events
FROM events
WHERE (at AT TIME ZONE 'Europe/Berlin')::date = $1
GROUP BY kind
ORDER BY kind
