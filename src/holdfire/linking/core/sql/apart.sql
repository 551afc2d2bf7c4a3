-- How far the two reports of each pair that people put together lie apart, against the errors they state: squares,
-- which are 1 on average where errors are as stated. Reads: stated, labels.
SELECT
  5e-1 * (north * north + east * east) / place_variance AS place,
  later * later / time_variance AS time
FROM (
  SELECT
    (x.lat - y.lat) * 111.195e0 AS north,
    LEAST(ABS(x.lon - y.lon), 360e0 - ABS(x.lon - y.lon)) * 111.195e0
      * 5e-1 * (COS(RADIANS(x.lat)) + COS(RADIANS(y.lat))) AS east,
    x.at_hour - y.at_hour AS later,
    x.sd_km * x.sd_km + y.sd_km * y.sd_km AS place_variance,
    x.sd_hours * x.sd_hours + y.sd_hours * y.sd_hours AS time_variance
  FROM labels l JOIN stated x ON x.id = l.a JOIN stated y ON y.id = l.b
  WHERE l.same = 1
) AS lain
