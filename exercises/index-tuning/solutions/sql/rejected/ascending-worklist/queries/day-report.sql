SELECT kind, count(*) AS events
FROM events
WHERE at >= $1::date::timestamp AT TIME ZONE 'Europe/Berlin'
  AND at < ($1::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin'
GROUP BY kind
ORDER BY kind
