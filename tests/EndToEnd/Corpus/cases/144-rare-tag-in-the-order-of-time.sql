-- case: 144-rare-tag-in-the-order-of-time
-- why: the newest with a rare tag: the inverted index finds the forty, while an index on the time is walked to its end by the planner's optimism
-- kind: trap
-- expect: CREATE INDEX ON photos USING gin (tags)
-- rejected: CREATE INDEX ON photos (taken_at)
-- schema
CREATE TABLE photos (id int PRIMARY KEY, tags text[] NOT NULL, taken_at timestamptz NOT NULL, title text NOT NULL);
INSERT INTO photos SELECT i, ARRAY['t' || i % 4001, 'u' || i % 3], timestamptz '2020-01-01 00:00+00' + i * interval '10 minutes', repeat('t', 60) FROM generate_series(1, 160000) AS i;
VACUUM ANALYZE photos;
-- workload
-- name: newest_tagged
-- calls: 5000
-- params: {t17}
-- params: {t3999}
SELECT id, title FROM photos WHERE tags @> $1::text[] ORDER BY taken_at DESC LIMIT 10;
