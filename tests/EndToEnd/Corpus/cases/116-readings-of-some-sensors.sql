-- case: 116-readings-of-some-sensors
-- why: some sensors and a time from which on: both columns, the equal one first
-- kind: positive
-- expect: CREATE INDEX ON readings (sensor_id, at) OR CREATE INDEX ON readings (sensor_id, at DESC)
-- schema
CREATE TABLE readings (sensor_id int NOT NULL, at timestamp NOT NULL, value real NOT NULL, flags int NOT NULL);
INSERT INTO readings SELECT 1 + i % 200, timestamp '2025-03-01' + (i / 200) * interval '10 minutes', i % 97, 0 FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE readings;
-- workload
-- name: latest_of_some
-- calls: 7000
-- params: {3,9,170}, 2025-03-10
-- params: {44,45}, 2025-03-09 12:00
SELECT sensor_id, at, value FROM readings WHERE sensor_id = ANY($1::int[]) AND at >= $2;
