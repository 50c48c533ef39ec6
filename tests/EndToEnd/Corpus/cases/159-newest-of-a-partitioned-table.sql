-- case: 159-newest-of-a-partitioned-table
-- why: a partition holds a year of all sensors; with the sensor first and the time second the newest of one sensor are read off the index of each partition
-- kind: positive
-- expect: CREATE INDEX ON readings (sensor_id, at DESC) OR CREATE INDEX ON readings (sensor_id, at)
-- rejected: CREATE INDEX ON readings (sensor_id)
-- rejected: CREATE INDEX ON readings (at)
-- schema
CREATE TABLE readings (sensor_id int NOT NULL, at timestamptz NOT NULL, value int NOT NULL, note text NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE readings_2023 PARTITION OF readings FOR VALUES FROM ('2023-01-01 00:00+00') TO ('2024-01-01 00:00+00');
CREATE TABLE readings_2024 PARTITION OF readings FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE TABLE readings_2025 PARTITION OF readings FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
INSERT INTO readings SELECT (i::bigint * 7919) % 300, timestamptz '2023-01-01 00:00+00' + i * interval '5 minutes', i % 1000, md5(i::text) || md5((i + 1)::text)
FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE readings;
-- workload
-- name: newest_of_a_sensor
-- calls: 5000
-- params: 17
-- params: 211
SELECT at, value, note FROM readings WHERE sensor_id = $1 ORDER BY at DESC LIMIT 20;
