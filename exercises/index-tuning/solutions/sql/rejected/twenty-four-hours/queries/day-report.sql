SELECT kind, count(*) AS events
FROM events
WHERE at >= $1::date::timestamp AT TIME ZONE 'Europe/Berlin'
  AND at < $1::date::timestamp AT TIME ZONE 'Europe/Berlin' + interval '24 hours'
GROUP BY kind
ORDER BY kind
