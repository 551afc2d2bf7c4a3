-- Every pair that lies within {reach} standard deviations in place and in time, the second report of levels {place_b}
-- and {time_b}, the first of {firsts_are}: windows fit the errors, so little is met in vain.
-- The first report is of the stretch from {from_hour} to {to_hour}: stretches one by one stay in memory.
-- The first report stands in one cell; the second is given every cell that its window touches (shifted keys),
-- so that no pair within the window is lost and none is found twice. Rows of cells follow the parallels: each
-- has as many whole cells as fit round the earth at its edge nearer the pole, and counts them modulo that number.
-- Reads: levelled, with place_level, time_level, log_density. Yields one row a pair, what agrees and what does not.
WITH
anchors AS (
  SELECT l.*,
    CAST(FLOOR(lat * 111.195 / {cell_km}) AS BIGINT) AS band,
    CAST(FLOOR(at_hour / {cell_hours}) AS BIGINT) AS period
  FROM levelled l
  WHERE {firsts_are}
    AND at_hour >= {from_hour} AND at_hour < {to_hour}
),
first_ring AS (
  SELECT a.*,
    CAST(GREATEST(1.0, FLOOR(40030.0 * COS(RADIANS(LEAST(89.9, (ABS(band + 0.5) + 0.5) * {cell_km} / 111.195)))
      / {cell_km})) AS BIGINT) AS n
  FROM anchors a
),
firsts AS (
  SELECT r.*, CAST(FLOOR((lon + 180.0) / 360.0 * n) AS BIGINT) % n AS cell FROM first_ring r
),
windows AS (
  SELECT l.*,
    CAST(FLOOR((lat * 111.195 - {window_km}) / {cell_km}) AS BIGINT) AS low_band,
    CAST(FLOOR((lat * 111.195 + {window_km}) / {cell_km}) AS BIGINT) AS high_band,
    CAST(FLOOR((at_hour - {window_hours}) / {cell_hours}) AS BIGINT) AS low_period,
    CAST(FLOOR((at_hour + {window_hours}) / {cell_hours}) AS BIGINT) AS high_period,
    {window_km} / 111.195 / COS(RADIANS(LEAST(89.9, ABS(lat) + {window_km} / 111.195))) AS window_lon
  FROM levelled l
  WHERE place_level = {place_b} AND time_level = {time_b}
    AND at_hour >= {from_hour} - {window_hours} AND at_hour <= {to_hour} + {window_hours}
),
bands AS (
  SELECT w.*, w.low_band + b.step AS band
  FROM windows w CROSS JOIN (VALUES (0), (1), (2)) AS b(step)
  WHERE w.low_band + b.step <= w.high_band
),
rings AS (
  SELECT b.*,
    CAST(GREATEST(1.0, FLOOR(40030.0 * COS(RADIANS(LEAST(89.9, (ABS(band + 0.5) + 0.5) * {cell_km} / 111.195)))
      / {cell_km})) AS BIGINT) AS n
  FROM bands b
),
edges AS (
  SELECT r.*,
    CAST(FLOOR((lon - window_lon + 180.0) / 360.0 * n) AS BIGINT) AS low_slot,
    LEAST(CAST(FLOOR((lon + window_lon + 180.0) / 360.0 * n) AS BIGINT),
      CAST(FLOOR((lon - window_lon + 180.0) / 360.0 * n) AS BIGINT) + n - 1) AS high_slot
  FROM rings r
),
slots AS (
  SELECT e.*, e.low_slot + c.step AS slot
  FROM edges e CROSS JOIN (VALUES (0), (1), (2), (3)) AS c(step)
  WHERE e.low_slot + c.step <= e.high_slot
),
seconds AS (
  SELECT s.*, (s.slot + 2 * s.n) % s.n AS cell, s.low_period + p.step AS period
  FROM slots s CROSS JOIN (VALUES (0), (1), (2)) AS p(step)
  WHERE s.low_period + p.step <= s.high_period
),
met AS (
  SELECT
    a.id AS a, b.id AS b,
    (a.lat - b.lat) * 111.195 AS north,
    LEAST(ABS(a.lon - b.lon), 360.0 - ABS(a.lon - b.lon)) * 111.195 * 0.5 * (a.shrink + b.shrink) AS east,
    a.at_hour - b.at_hour AS later,
    a.sd_km * a.sd_km + b.sd_km * b.sd_km AS place_variance,
    a.sd_hours * a.sd_hours + b.sd_hours * b.sd_hours AS time_variance,
    0.5 * (a.log_density + b.log_density) AS log_density,
    a.kind AS kind_a, b.kind AS kind_b, a.kind_rarity, a.actor AS actor_a, b.actor AS actor_b, a.actor_rarity,
    a.target AS target_a, b.target AS target_b, a.deaths AS deaths_a, b.deaths AS deaths_b,
    a.source AS source_a, b.source AS source_b
  FROM firsts a JOIN seconds b ON a.band = b.band AND a.cell = b.cell AND a.period = b.period
  WHERE {once}
)
SELECT
  a, b,
  -0.5 * (north * north + east * east) / place_variance - LN(6.283185307179586 * place_variance)
    - 0.5 * later * later / time_variance - 0.5 * LN(6.283185307179586 * time_variance)
    - log_density
    + CASE WHEN kind_a = kind_b THEN kind_rarity ELSE 0.0 END
    + CASE WHEN actor_a = actor_b THEN actor_rarity ELSE 0.0 END AS closeness,
  CASE WHEN kind_a IS NULL OR kind_b IS NULL THEN 0 WHEN kind_a = kind_b THEN 2 ELSE 1 END AS same_kind,
  CASE
    WHEN actor_a IS NULL OR actor_b IS NULL THEN 0
    WHEN actor_a = actor_b THEN 3
    WHEN actor_a = target_b AND actor_b = target_a THEN 2
    ELSE 1
  END AS same_actor,
  CASE
    WHEN deaths_a IS NULL OR deaths_b IS NULL THEN 0
    WHEN deaths_a = deaths_b AND deaths_a = 0 THEN 1
    WHEN deaths_a = deaths_b THEN 2
    WHEN ABS(deaths_a - deaths_b) <= 1 THEN 3
    WHEN ABS(deaths_a - deaths_b) <= 3 THEN 4
    ELSE 5
  END AS same_deaths,
  CASE WHEN source_a IS NULL OR source_b IS NULL THEN 0 WHEN source_a = source_b THEN 2 ELSE 1 END AS same_source
FROM met
WHERE north * north + east * east <= {reach} * {reach} * place_variance
  AND later * later <= {reach} * {reach} * time_variance
