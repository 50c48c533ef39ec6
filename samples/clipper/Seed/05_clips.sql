-- The owner is drawn by the power 2.5: the first users have thousands of clips, most have four to ten. One clip in a hundred is deleted,
-- none of the first 2000. The vocabulary grows with the clips, so that a word stands in about 200 titles.
INSERT INTO clips (id, user_id, title, url, score, hotness, created_at, deleted_at)
SELECT i, 1 + floor(:users * power(pg_temp.chance(i, 3), 2.5))::bigint,
    concat_ws(' ', pg_temp.word(w1), pg_temp.word(w2), pg_temp.word(w3), pg_temp.word(w4), pg_temp.word(w5), pg_temp.word(w6)),
    'https://clips.example/' || to_hex(i * 2654435761),
    score, sign(score) * log(greatest(abs(score), 1)) + extract(epoch FROM made) / 45000, made,
    CASE WHEN i > 2000 AND i % 100 = 0 THEN made + interval '1 day' END
FROM generate_series(1::bigint, :clips) AS i
LEFT JOIN (SELECT clip_id, sum(value)::integer AS total FROM votes GROUP BY clip_id) AS tally ON clip_id = i,
    LATERAL (SELECT coalesce(total, 0), timestamptz '2025-06-01 00:00:00Z' - (:clips - i) * (interval '400 days' / :clips),
        least(7200, greatest(120, :clips * 6 / 200))) AS facts (score, made, vocabulary),
    LATERAL (SELECT floor(vocabulary * pg_temp.chance(i, 11))::integer, floor(vocabulary * pg_temp.chance(i, 12))::integer,
        floor(vocabulary * pg_temp.chance(i, 13))::integer, floor(vocabulary * pg_temp.chance(i, 14))::integer,
        floor(vocabulary * pg_temp.chance(i, 15))::integer, floor(vocabulary * pg_temp.chance(i, 16))::integer
    ) AS title (w1, w2, w3, w4, w5, w6)
ORDER BY i;
