-- How many pairs of a meeting come out in each way, by closeness to the thirty-second: all that estimating needs.
SELECT FLOOR(closeness * 32e0) / 32e0 + 0.015625e0 AS closeness,
  same_kind, same_actor, same_deaths, same_source, COUNT(*) AS pairs
FROM (
{near}
) AS near
GROUP BY 1, 2, 3, 4, 5
