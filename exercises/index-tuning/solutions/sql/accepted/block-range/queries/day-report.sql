WITH day AS (
  SELECT timezone('Europe/Berlin', $1::date::timestamp) AS begins,
         timezone('Europe/Berlin', $1::date + interval '1 day') AS ends
)
SELECT kind, count(*) AS events
FROM events
WHERE at >= (SELECT begins FROM day) AND at < (SELECT ends FROM day)
GROUP BY kind
ORDER BY kind
