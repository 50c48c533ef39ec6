-- case: 166-column-named-time
-- why: a device and a span of time; the column is called as a part of its type's name
-- kind: positive
-- expect: CREATE INDEX ON metrics (device_id, time) OR CREATE INDEX ON metrics (device_id, time DESC)
-- rejected: CREATE INDEX ON metrics (device_id)
-- schema
CREATE TABLE metrics (device_id int NOT NULL, time timestamptz NOT NULL, value int NOT NULL, note text NOT NULL);
INSERT INTO metrics SELECT (i::bigint * 7919) % 50, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 300007) * interval '1 minute', i % 800, md5(i::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE metrics;
-- workload
-- name: of_a_device_since
-- calls: 6000
-- params: 17, 2025-07-28 00:00+00
-- params: 41, 2025-07-27 00:00+00
SELECT time, value, note FROM metrics WHERE device_id = $1 AND time >= $2;
