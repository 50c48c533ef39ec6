-- Two to four tags, one of each stratum: twenty broad ones, which about 10,000 clips in 200,000 share, then narrower ones.
INSERT INTO clip_tags (clip_id, tag_id)
SELECT i, low + floor((high - low) * pg_temp.chance(i, 20 + low))::integer
FROM generate_series(1::bigint, :clips) AS i,
    (VALUES (1, 21, 1.0), (21, 101, 1.0), (101, 251, 0.7), (251, 501, 0.3)) AS stratum (low, high, share)
WHERE pg_temp.chance(i, 30 + low) < share;
