-- Each report with its level of place and of time: the first cap that its own error stays under; with how
-- dense reports are around it: those of its fine cell, drawn towards its coarse cell where few are; and with how
-- rare its kind and its actor are, since agreeing on what everybody says tells little. Neighbours stand together.
-- told: kind, actor, target and source as numbers side by side in one (0 where silent), so that little is carried;
-- deaths where silent: -1.
-- Reads: reports, place_caps, time_caps, kinds, actors, sources. Parameters: fine_km, coarse_km, draw, span_hours,
-- stretch_hours, and how many bits up the actor, the target and the source stand.
WITH
placed AS (
  SELECT r.*, COS(RADIANS(lat)) AS shrink,
    CAST(FLOOR(lat * 111.195e0 / {fine_km}) AS BIGINT) AS fine_y,
    CAST(FLOOR(lon * 111.195e0 * COS(RADIANS(lat)) / {fine_km}) AS BIGINT) AS fine_x,
    CAST(FLOOR(lat * 111.195e0 / {coarse_km}) AS BIGINT) AS coarse_y,
    CAST(FLOOR(lon * 111.195e0 * COS(RADIANS(lat)) / {coarse_km}) AS BIGINT) AS coarse_x
  FROM reports r
),
fine AS (SELECT fine_y, fine_x, COUNT(*) AS here FROM placed GROUP BY fine_y, fine_x),
coarse AS (SELECT coarse_y, coarse_x, COUNT(*) AS here FROM placed GROUP BY coarse_y, coarse_x)
SELECT
  p.id, p.lat, p.lon, p.shrink, p.at_hour, COALESCE(CAST(p.deaths AS DOUBLE), -1e0) AS deaths,
  COALESCE(k.code, 0) + COALESCE(w.code, 0) * {actor_up} + COALESCE(v.code, 0) * {target_up}
    + COALESCE(s.code, 0) * {source_up} AS told,
  CAST(p.sd_km * p.sd_km AS DOUBLE) AS place_variance,
  CAST(p.sd_hours * p.sd_hours AS DOUBLE) AS time_variance,
  COALESCE(k.rarity, 0e0) AS kind_rarity,
  COALESCE(w.rarity, 0e0) AS actor_rarity,
  c.level AS place_level,
  t.level AS time_level,
  LN((f.here / ({fine_km} * {fine_km}) + {draw} * g.here / ({coarse_km} * {coarse_km})) / (1e0 + {draw}) / {span_hours})
    AS log_density
FROM placed p
JOIN fine f ON f.fine_y = p.fine_y AND f.fine_x = p.fine_x
JOIN coarse g ON g.coarse_y = p.coarse_y AND g.coarse_x = p.coarse_x
LEFT JOIN kinds k ON k.value = CAST(p.kind AS STRING)
LEFT JOIN actors w ON w.value = CAST(p.actor AS STRING)
LEFT JOIN actors v ON v.value = CAST(p.target AS STRING)
LEFT JOIN sources s ON s.value = CAST(p.source AS STRING)
JOIN place_caps c ON p.sd_km > c.above AND p.sd_km <= c.cap
JOIN time_caps t ON p.sd_hours > t.above AND p.sd_hours <= t.cap
ORDER BY FLOOR(at_hour / {stretch_hours}), FLOOR(lat * 111.195e0 / {coarse_km}), lon
