-- case: 075-function-around-an-indexed-column
-- why: the dates are indexed; date_trunc around a timestamptz hides that and cannot be indexed itself: the statement wants a range
-- kind: trap
-- expect: none
-- expect-finding: function on column happened_at
-- rejected: CREATE INDEX ON incidents (happened_at DESC)
-- schema
CREATE TABLE incidents (id int PRIMARY KEY, happened_at timestamptz NOT NULL, text text NOT NULL);
INSERT INTO incidents SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 120000) AS i;
CREATE INDEX incidents_happened_at ON incidents (happened_at);
VACUUM ANALYZE incidents;
-- workload
-- name: incidents_of_day
-- calls: 3000
-- params: 2025-03-03 00:00+00
-- params: 2025-08-17 00:00+00
SELECT id, happened_at, text FROM incidents WHERE date_trunc('day', happened_at) = $1;
