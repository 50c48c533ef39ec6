-- case: 088-is-not-null-of-most
-- why: nineteen of twenty are not null
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON surveys (answered_at)
-- rejected: CREATE INDEX ON surveys (id) WHERE answered_at IS NOT NULL
-- schema
CREATE TABLE surveys (id int PRIMARY KEY, answered_at timestamptz, score int NOT NULL, text text NOT NULL);
INSERT INTO surveys SELECT i, CASE WHEN i % 20 <> 3 THEN timestamptz '2025-01-01 00:00+00' + i * interval '1 minute' END, i % 11, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE surveys;
-- workload
-- name: mean_score
-- calls: 100
SELECT avg(score), max(length(text)) FROM surveys WHERE answered_at IS NOT NULL;
