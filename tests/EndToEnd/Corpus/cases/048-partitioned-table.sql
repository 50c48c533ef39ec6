-- case: 048-partitioned-table
-- why: the statement does not name the partition key, so all partitions are searched: the index belongs to the parent
-- kind: positive
-- expect: CREATE INDEX ON measurements (sensor_id)
-- schema
CREATE TABLE measurements (id int NOT NULL, taken_on date NOT NULL, sensor_id int NOT NULL, value double precision NOT NULL, unit text NOT NULL) PARTITION BY RANGE (taken_on);
CREATE TABLE measurements_q1 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2025-04-01');
CREATE TABLE measurements_q2 PARTITION OF measurements FOR VALUES FROM ('2025-04-01') TO ('2025-07-01');
CREATE TABLE measurements_q3 PARTITION OF measurements FOR VALUES FROM ('2025-07-01') TO ('2025-10-01');
CREATE TABLE measurements_q4 PARTITION OF measurements FOR VALUES FROM ('2025-10-01') TO ('2026-01-01');
INSERT INTO measurements SELECT i, date '2025-01-01' + i % 365, (i::bigint * 7919) % 20000, i % 100, md5(i::text) FROM generate_series(1, 240000) AS i;
VACUUM ANALYZE measurements;
-- workload
-- name: all_of_sensor
-- calls: 3000
-- params: 42
-- params: 17003
SELECT taken_on, value, unit FROM measurements WHERE sensor_id = $1;
