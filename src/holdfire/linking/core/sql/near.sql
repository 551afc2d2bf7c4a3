-- Every pair that lies within {reach} standard deviations in place and in time, the second report of levels {place_b}
-- and {time_b}, the first of {firsts_are}: windows fit the errors, so little is met in vain.
-- The first report stands in one cell; the second is given every cell that its window touches (shifted keys),
-- so that no pair within the window is lost and none is found twice. Rows of cells follow the parallels: each
-- has as many whole cells as fit round the earth at its edge nearer the pole, and counts them modulo that number.
-- A cell's row, number and period are one whole number: cells are at least half a kilometre and an hour wide.
-- Reads: {levelled}. Yields how close the two are against chance (log odds), and what agrees and what does not.
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
),
met AS (
  SELECT
    a.id AS a, b.id AS b,
    (a.lat - b.lat) * 111.195e0 AS north,
    LEAST(ABS(a.lon - b.lon), 360e0 - ABS(a.lon - b.lon)) * 111.195e0 * 5e-1 * (a.shrink + b.shrink) AS east,
    a.at_hour - b.at_hour AS later,
    a.place_variance + b.place_variance AS place_variance,
    a.time_variance + b.time_variance AS time_variance,
    5e-1 * (a.log_density + b.log_density) AS log_density,
    a.kind_rarity, a.actor_rarity, a.told AS told_a, b.told AS told_b, a.deaths AS deaths_a, b.deaths AS deaths_b
  FROM firsts a JOIN seconds b ON a.cell = b.cell
  WHERE a.lower OR a.id < b.id
),
compared AS (
  SELECT
    a, b,
    -5e-1 * ((north * north + east * east) / place_variance + later * later / time_variance
      + LN(248.05021344239853e0 * place_variance * place_variance * time_variance)) - log_density AS nearness,  -- (2π)³
    kind_rarity, actor_rarity, deaths_a, deaths_b,
    told_a & {kinds} AS kind_a, told_b & {kinds} AS kind_b,
    (told_a >> {actor_at}) & {actors} AS actor_a, (told_b >> {actor_at}) & {actors} AS actor_b,
    (told_a >> {target_at}) & {actors} AS target_a, (told_b >> {target_at}) & {actors} AS target_b,
    told_a >> {source_at} AS source_a, told_b >> {source_at} AS source_b
  FROM met
  WHERE later * later <= {reach} * {reach} * time_variance
    AND north * north + east * east <= {reach} * {reach} * place_variance
)
-- 0: either is silent. Comparisons are counted rather than told apart by case: whole columns at a time.
SELECT
  a, b,
  nearness + CAST(kind_a = kind_b AS INT) * kind_rarity + CAST(actor_a = actor_b AS INT) * actor_rarity AS closeness,
  -- 1: they differ, 2: alike
  CAST(kind_a > 0 AND kind_b > 0 AS INT) * (1 + CAST(kind_a = kind_b AS INT)) AS same_kind,
  -- 1: they differ, 2: each names the other's, 3: alike
  CAST(actor_a > 0 AND actor_b > 0 AS INT) * (1
    + GREATEST(2 * CAST(actor_a = actor_b AS INT), CAST(actor_a = target_b AND actor_b = target_a AS INT))) AS same_actor,
  -- 1: none, 2: alike, 3: one more, 4: two or three more, 5: further apart
  CAST(deaths_a >= 0 AND deaths_b >= 0 AS INT) * (5
    - CAST(ABS(deaths_a - deaths_b) <= 3 AS INT) - CAST(ABS(deaths_a - deaths_b) <= 1 AS INT)
    - CAST(deaths_a = deaths_b AS INT) - CAST(deaths_a = deaths_b AND deaths_a = 0 AS INT)) AS same_deaths,
  -- 1: they differ, 2: alike
  CAST(source_a > 0 AND source_b > 0 AS INT) * (1 + CAST(source_a = source_b AS INT)) AS same_source
FROM compared
