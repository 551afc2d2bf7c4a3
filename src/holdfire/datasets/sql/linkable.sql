-- The rows that linking can take, as holdfire.linking.core.engine reads them: standing events with a point.
-- A radius holds the true place in nine cases of ten, 2.15 deviations per axis; nothing is known to the metre.
-- Reads: known (history of every row).
SELECT
  number AS id, lat, lon,
  GREATEST(COALESCE(radius_km, 5.0) / 2.15, 0.1) AS sd_km,
  GREATEST(time_sd_hours, 0.25) AS sd_hours,
  (EPOCH(at_start) + EPOCH(at_end)) / 7200.0 AS at_hour,
  COALESCE(NULLIF(type, ''), NULLIF(source_type, '')) AS kind,
  actors[1] AS actor, actors[2] AS target,
  CAST(killed AS DOUBLE) AS deaths,
  "group" AS source, source AS data_set
FROM known
WHERE counts AND lat IS NOT NULL AND lon IS NOT NULL
ORDER BY number
