-- case: 085-redundant-prefix
-- why: the shorter index is the beginning of the longer, which serves both statements
-- kind: negative
-- expect: none
-- expect-drop: rides_rider
-- schema
CREATE TABLE rides (id int PRIMARY KEY, rider_id int NOT NULL, started_at timestamptz NOT NULL, text text NOT NULL);
INSERT INTO rides SELECT i, (i::bigint * 7919) % 5000, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 120000) AS i;
CREATE INDEX rides_rider ON rides (rider_id);
CREATE INDEX rides_rider_started ON rides (rider_id, started_at);
VACUUM ANALYZE rides;
-- workload
-- name: of_rider
-- calls: 9000
-- params: 17
-- params: 4123
SELECT id, text FROM rides WHERE rider_id = $1;

-- name: newest_of_rider
-- calls: 9000
-- params: 42
-- params: 4999
SELECT id, text FROM rides WHERE rider_id = $1 ORDER BY started_at DESC LIMIT 3;
