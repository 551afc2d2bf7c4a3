-- What reports say in one column, or in two that mean the same: each value with a number from 1 on, and how rare
-- it is, as the log of how many reports there are for one that says so in the first column.
-- Reads: reports. Parameters: column, other.
WITH
stated AS (
  SELECT CAST({column} AS STRING) AS value, 1 AS counts FROM reports WHERE {column} IS NOT NULL
  UNION ALL
  SELECT CAST({other} AS STRING) AS value, 0 AS counts FROM reports WHERE {other} IS NOT NULL
),
together AS (SELECT value, SUM(counts) AS many FROM stated GROUP BY value)
SELECT value, CAST(ROW_NUMBER() OVER (ORDER BY value) AS BIGINT) AS code,
  CASE WHEN many > 0 THEN LN(CAST(SUM(many) OVER () AS DOUBLE) / many) ELSE 0e0 END AS rarity
FROM together
