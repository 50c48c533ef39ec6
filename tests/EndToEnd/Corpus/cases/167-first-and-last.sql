-- case: 167-first-and-last
-- why: the least and the greatest are the ends of an index, also when one statement asks for both
-- kind: positive
-- expect: CREATE INDEX ON visits (at) OR CREATE INDEX ON visits (at DESC)
-- schema
CREATE TABLE visits (id int PRIMARY KEY, at timestamptz NOT NULL, page text NOT NULL);
INSERT INTO visits SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 300007) * interval '1 minute', md5(i::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE visits;
-- workload
-- name: span_of_visits
-- calls: 2000
SELECT min(at), max(at) FROM visits;
