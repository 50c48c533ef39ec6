-- The first clips (2000, or a fortieth of a small seed) have 45 comments each and share 15 % of all by the power 3, the very first
-- thousands of them; the rest falls evenly on the other clips, zero to five on most. The prime mixes the three kinds over time.
INSERT INTO comments (id, clip_id, user_id, body, created_at)
SELECT i,
    CASE
        WHEN place < 45 * busy THEN 1 + place % busy
        WHEN place < 45 * busy + total * 15 / 100 THEN 1 + floor(busy * power(pg_temp.chance(i, 41), 3))::bigint
        ELSE busy + 1 + floor((:clips - busy) * pg_temp.chance(i, 42))::bigint
    END,
    1 + floor(:users * power(pg_temp.chance(i, 43), 1.5))::bigint,
    concat_ws(' ', 'I think', pg_temp.word(floor(7200 * pg_temp.chance(i, 44))::integer), 'goes well with',
        pg_temp.word(floor(7200 * pg_temp.chance(i, 45))::integer), 'and', pg_temp.word(floor(7200 * pg_temp.chance(i, 46))::integer)),
    timestamptz '2025-06-01 00:00:00Z' - (total - i) * (interval '400 days' / total)
FROM (SELECT :clips::bigint * 5 / 2 AS total, least(2000, :clips / 40) AS busy) AS size,
    LATERAL generate_series(1, total) AS i,
    LATERAL (SELECT i * 2147483647 % total AS place) AS mixed;
