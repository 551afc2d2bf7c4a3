-- The candidates with the log odds that both tell of one event: how close they are against chance, and what
-- agreeing or not on kind, actor, deaths and source tells, as estimated. Only pairs above the floor are kept.
SELECT a, b, score
FROM (
  SELECT
    a, b,
    {prior} + closeness
      + CASE same_kind {kind} ELSE 0.0 END
      + CASE same_actor {actor} ELSE 0.0 END
      + CASE same_deaths {deaths} ELSE 0.0 END
      + CASE same_source {source} ELSE 0.0 END AS score
  FROM (
{candidates}
  ) AS candidates
  WHERE closeness > {least}  -- whatever else agrees, the others stay under the floor
) AS scored
WHERE score > {floor}
