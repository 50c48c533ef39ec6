-- case: 081-full-report-in-order
-- why: every row is wanted; an index would hand them out in order and fetch each from another page
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON holdings (valued_at)
-- schema
CREATE TABLE holdings (id int PRIMARY KEY, valued_at timestamptz NOT NULL, amount numeric(12, 2) NOT NULL, text text NOT NULL);
INSERT INTO holdings SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', i % 900, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE holdings;
-- workload
-- name: report
-- calls: 4
SELECT id, valued_at, amount, text FROM holdings ORDER BY valued_at;
