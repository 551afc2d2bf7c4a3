-- Each report with its level of place and of time: the first cap that its own error stays under; with how
-- dense reports are around it: those of its fine cell, drawn towards its coarse cell where few are; and with how
-- rare its kind and its actor are, since agreeing on what everybody says tells little.
-- Reads: reports, place_caps, time_caps. Parameters: fine_km, coarse_km, draw, span_hours.
WITH
placed AS (
  SELECT r.*, COS(RADIANS(lat)) AS shrink,
    CAST(FLOOR(lat * 111.195 / {fine_km}) AS BIGINT) AS fine_y,
    CAST(FLOOR(lon * 111.195 * COS(RADIANS(lat)) / {fine_km}) AS BIGINT) AS fine_x,
    CAST(FLOOR(lat * 111.195 / {coarse_km}) AS BIGINT) AS coarse_y,
    CAST(FLOOR(lon * 111.195 * COS(RADIANS(lat)) / {coarse_km}) AS BIGINT) AS coarse_x
  FROM reports r
),
fine AS (SELECT fine_y, fine_x, COUNT(*) AS here FROM placed GROUP BY fine_y, fine_x),
coarse AS (SELECT coarse_y, coarse_x, COUNT(*) AS here FROM placed GROUP BY coarse_y, coarse_x),
kinds AS (
  SELECT kind, LN(SUM(COUNT(*)) OVER () / COUNT(*)) AS rarity FROM reports WHERE kind IS NOT NULL GROUP BY kind
),
actors AS (
  SELECT actor, LN(SUM(COUNT(*)) OVER () / COUNT(*)) AS rarity FROM reports WHERE actor IS NOT NULL GROUP BY actor
)
SELECT
  p.id, p.lat, p.lon, p.shrink, p.at_hour, p.sd_km, p.sd_hours, p.kind, p.actor, p.target, p.deaths, p.source,
  COALESCE(k.rarity, 0.0) AS kind_rarity,
  COALESCE(w.rarity, 0.0) AS actor_rarity,
  c.level AS place_level,
  t.level AS time_level,
  LN((f.here / ({fine_km} * {fine_km}) + {draw} * g.here / ({coarse_km} * {coarse_km})) / (1.0 + {draw}) / {span_hours})
    AS log_density
FROM placed p
JOIN fine f ON f.fine_y = p.fine_y AND f.fine_x = p.fine_x
JOIN coarse g ON g.coarse_y = p.coarse_y AND g.coarse_x = p.coarse_x
LEFT JOIN kinds k ON k.kind = p.kind
LEFT JOIN actors w ON w.actor = p.actor
JOIN place_caps c ON p.sd_km > c.above AND p.sd_km <= c.cap
JOIN time_caps t ON p.sd_hours > t.above AND p.sd_hours <= t.cap
