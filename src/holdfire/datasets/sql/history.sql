-- Every row of every table with what it is against the same row of the table before it in its data set, told by
-- the source's own id: new, unchanged, changed; how far its point moved; the table from which it is gone.
-- Reads: observed (columns of holdfire.intake.tables and `entry`), received (entry, data_set, whole).
WITH
met AS (
  SELECT *, LAG(entry) OVER w AS before_entry, LEAD(entry) OVER w AS next_entry
  FROM observed WINDOW w AS (PARTITION BY source, id ORDER BY entry)
),
compared AS (
  SELECT m.*,
    {differs} AS fields,
    CASE WHEN p.lat IS DISTINCT FROM m.lat OR p.lon IS DISTINCT FROM m.lon THEN
      ROUND(2 * 6371.0088 * ASIN(LEAST(1.0, SQRT(
        POWER(SIN(RADIANS(m.lat - p.lat) / 2), 2)
        + COS(RADIANS(m.lat)) * COS(RADIANS(p.lat)) * POWER(SIN(RADIANS(m.lon - p.lon) / 2), 2)))), 3)
    END AS moved_km
  FROM met m LEFT JOIN observed p ON p.source = m.source AND p.id = m.id AND p.entry = m.before_entry
)
SELECT c.* EXCLUDE (fields, moved_km, next_entry, before_entry),
  CASE WHEN before_entry IS NULL THEN 'new' WHEN LEN(fields) > 0 THEN 'changed' ELSE 'unchanged' END AS status,
  CASE WHEN before_entry IS NULL THEN [] ELSE fields END AS fields,
  CASE WHEN before_entry IS NOT NULL THEN moved_km END AS moved_km,
  next_entry IS NULL AS latest,
  (SELECT MIN(r.entry) FROM received r
    WHERE r.whole AND r.data_set = c.source AND r.entry > c.entry
      AND (c.next_entry IS NULL OR r.entry < c.next_entry)) AS gone_in
FROM compared c
