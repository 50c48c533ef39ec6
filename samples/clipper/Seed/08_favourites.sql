INSERT INTO favourites (user_id, clip_id, created_at)
SELECT 1 + i / 5, 1 + (i % 5 * (:clips / 5)) + floor(:clips / 5 * pg_temp.chance(i, 51))::bigint,
    timestamptz '2025-06-01 00:00:00Z' - (5 * :users - i) * (interval '400 days' / (5 * :users))
FROM generate_series(0, 5::bigint * :users - 1) AS i;
