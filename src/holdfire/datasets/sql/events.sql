-- One row an event: its most precise row speaks for it, the counts say how many rows and data sets tell of it.
-- A day is a day of the theatre. Reads: row (with `event`), data_set, type. Parameters: offset_minutes, type.
WITH
ranked AS (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY event
    ORDER BY lat IS NULL, COALESCE(radius_km, 1e9), time_sd_hours, number
  ) AS rank
  FROM row WHERE counts
),
counted AS (
  SELECT event, CAST(COUNT(*) AS INTEGER) AS rows,
    CAST(BIT_OR(CAST(1 AS UBIGINT) << s.number) AS UBIGINT) AS sources
  FROM row JOIN data_set s ON s.name = row.source WHERE counts GROUP BY event
)
SELECT
  r.event, CAST(r.at_start + INTERVAL ({offset_minutes}) MINUTE AS DATE) AS day,
  CAST(GREATEST(r.at_start, r.at_end - INTERVAL 1 MICROSECOND) + INTERVAL ({offset_minutes}) MINUTE AS DATE) AS until,
  r.lat, r.lon, r.radius_km, t.number AS type, ASCII(r.incident_group) AS grp,
  c.sources, c.rows, r.killed_low, r.killed, r.killed_high, r.place,
  ARRAY_TO_STRING(r.actors, ' / ') AS actors, r.source, r.id
FROM ranked r JOIN counted c USING (event) JOIN type t ON t.code = {type} AND t.own = (r.type = '')
WHERE r.rank = 1
