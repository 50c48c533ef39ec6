-- case: 031-lateral-newest
-- why: the newest of each sensor's 1,000 readings: with both columns each is one step into the index, with sensor_id alone each is 1,000 rows
-- kind: positive
-- expect: CREATE INDEX ON readings (sensor_id, taken_at DESC) OR CREATE INDEX ON readings (sensor_id, taken_at)
-- rejected: CREATE INDEX ON readings (sensor_id)
-- rejected: CREATE INDEX ON readings (taken_at)
-- schema
CREATE TABLE sensors (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE readings (id int PRIMARY KEY, sensor_id int NOT NULL, taken_at timestamptz NOT NULL, value double precision NOT NULL);
INSERT INTO sensors SELECT i, 'sensor ' || i FROM generate_series(1, 200) AS i;
INSERT INTO readings SELECT i, 1 + (i * 37) % 200, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', i % 1000 FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE;
-- workload
-- name: newest_readings
-- calls: 1200
SELECT s.name, r.taken_at, r.value FROM sensors s CROSS JOIN LATERAL (SELECT taken_at, value FROM readings WHERE sensor_id = s.id ORDER BY taken_at DESC LIMIT 1) r WHERE s.id <= 20;
