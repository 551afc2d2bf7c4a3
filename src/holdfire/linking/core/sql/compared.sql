-- Pairs of reports a and b that lie within {reach} standard deviations in place and in time: how close the two are
-- against chance (log odds), and what agrees and what does not.
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
  FROM {pairs}
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
