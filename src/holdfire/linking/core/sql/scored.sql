-- The pairs of a meeting with the log odds that both tell of one event: how close they are against chance, and what
-- agreeing or not on kind, actor, deaths and source tells, as estimated. Only pairs above the floor are kept.
-- Scores are whole 65,536ths: adding them up is exact, so that no order of rows, and no engine, moves a group.
SELECT a, b, FLOOR(score * 65536e0 + 5e-1) / 65536e0 AS score
FROM (
  SELECT
    a, b,
    {prior} + closeness + {told} AS score
  FROM (
{near}
  ) AS near
  WHERE closeness > {least}  -- whatever else agrees, the others stay under the floor
) AS scored
WHERE score > {floor}
