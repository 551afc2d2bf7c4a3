-- Reports by cell, so that every pair in reach shares one: the second report of levels {place_b} and {time_b},
-- the first of {firsts_are}: windows fit the errors, so little is met in vain.
-- The first report stands in one cell; the second is given every cell that its window touches (shifted keys),
-- so that no pair within the window is lost and none is found twice. Rows of cells follow the parallels: each
-- has as many whole cells as fit round the earth at its edge nearer the pole, and counts them modulo that number.
-- A cell's row, number and period are one whole number: cells are at least half a kilometre and an hour wide.
-- Reads: {levelled}. Names firsts and seconds, which compared.sql goes on from.
WITH
anchors AS (
  SELECT id, lat, lon, shrink, at_hour, place_variance, time_variance, log_density, told, deaths, kind_rarity,
    actor_rarity, place_level < {place_b} OR time_level < {time_b} AS lower,
    CAST(FLOOR(lat * 111.195e0 / {cell_km}) AS BIGINT) AS band,
    CAST(FLOOR(at_hour / {cell_hours}) AS BIGINT) AS period
  FROM {levelled}
  WHERE {firsts_are}
),
first_rings AS (
  SELECT a.*,
    CAST(GREATEST(1e0, FLOOR(40030e0 * COS(RADIANS(LEAST(89.9e0, (ABS(band + 5e-1) + 5e-1) * {cell_km} / 111.195e0)))
      / {cell_km})) AS BIGINT) AS n
  FROM anchors a
),
firsts AS (
  SELECT id, lat, lon, shrink, at_hour, place_variance, time_variance, log_density, told, deaths, kind_rarity,
    actor_rarity, lower,
    (period * 131072 + band + 65536) * 131072 + CAST(FLOOR((lon + 180e0) / 360e0 * n) AS BIGINT) % n AS cell
  FROM first_rings
),
windows AS (
  SELECT id, lat, lon, shrink, at_hour, place_variance, time_variance, log_density, told, deaths,
    CAST(FLOOR((lat * 111.195e0 - {window_km}) / {cell_km}) AS BIGINT) AS low_band,
    CAST(FLOOR((lat * 111.195e0 + {window_km}) / {cell_km}) AS BIGINT) AS high_band,
    CAST(FLOOR((at_hour - {window_hours}) / {cell_hours}) AS BIGINT) AS low_period,
    CAST(FLOOR((at_hour + {window_hours}) / {cell_hours}) AS BIGINT) AS high_period,
    {window_km} / 111.195e0 / COS(RADIANS(LEAST(89.9e0, ABS(lat) + {window_km} / 111.195e0))) AS window_lon
  FROM {levelled}
  WHERE place_level = {place_b} AND time_level = {time_b}
),
bands AS (
  SELECT w.*, w.low_band + b.step AS band
  FROM windows w CROSS JOIN (VALUES (0), (1), (2)) AS b(step)
  WHERE w.low_band + b.step <= w.high_band
),
rings AS (
  SELECT b.*,
    CAST(GREATEST(1e0, FLOOR(40030e0 * COS(RADIANS(LEAST(89.9e0, (ABS(band + 5e-1) + 5e-1) * {cell_km} / 111.195e0)))
      / {cell_km})) AS BIGINT) AS n
  FROM bands b
),
edges AS (
  SELECT r.*,
    CAST(FLOOR((lon - window_lon + 180e0) / 360e0 * n) AS BIGINT) AS low_slot,
    LEAST(CAST(FLOOR((lon + window_lon + 180e0) / 360e0 * n) AS BIGINT),
      CAST(FLOOR((lon - window_lon + 180e0) / 360e0 * n) AS BIGINT) + n - 1) AS high_slot
  FROM rings r
),
seconds AS (
  SELECT id, lat, lon, shrink, at_hour, place_variance, time_variance, log_density, told, deaths,
    ((low_period + p.step) * 131072 + band + 65536) * 131072 + (low_slot + c.step + 2 * n) % n AS cell
  FROM edges
    CROSS JOIN (VALUES (0), (1), (2), (3)) AS c(step)
    CROSS JOIN (VALUES (0), (1), (2)) AS p(step)
  WHERE low_slot + c.step <= high_slot AND low_period + p.step <= high_period
)
