-- case: 007-nulls-last
-- why: a plain index on closed_at puts its nulls at the other end, so it cannot serve DESC NULLS LAST
-- kind: positive
-- expect: CREATE INDEX ON cases (closed_at DESC NULLS LAST) OR CREATE INDEX ON cases (closed_at NULLS FIRST)
-- rejected: CREATE INDEX ON cases (closed_at)
-- rejected: CREATE INDEX ON cases (closed_at DESC)
-- schema
CREATE TABLE cases (id int PRIMARY KEY, closed_at timestamptz, subject text NOT NULL, detail text NOT NULL);
INSERT INTO cases SELECT i, CASE WHEN i % 4 <> 0 THEN timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second' END, md5(i::text), repeat(md5(i::text), 2) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE cases;
-- workload
-- name: last_closed
-- calls: 3000
SELECT id, closed_at, subject FROM cases ORDER BY closed_at DESC NULLS LAST LIMIT 25;
