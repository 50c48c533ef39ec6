-- case: 028-exists
-- why: whether one of ten machines of a hall has an alarm is asked of all alarms, since none can be found by its machine
-- kind: positive
-- expect: CREATE INDEX ON alarms (machine_id)
-- schema
CREATE TABLE machines (id int PRIMARY KEY, hall_id int NOT NULL, name text NOT NULL);
CREATE TABLE alarms (id int PRIMARY KEY, machine_id int NOT NULL, raised_at timestamptz NOT NULL, text text NOT NULL);
INSERT INTO machines SELECT i, i % 5000, md5(i::text) FROM generate_series(1, 50000) AS i;
INSERT INTO alarms SELECT i, 1 + (i::bigint * 7919) % 50000, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
CREATE INDEX machines_hall ON machines (hall_id);
VACUUM ANALYZE;
-- workload
-- name: machines_with_alarms
-- calls: 3000
-- params: 17
-- params: 4001
SELECT m.id, m.name FROM machines m WHERE m.hall_id = $1 AND EXISTS (SELECT 1 FROM alarms a WHERE a.machine_id = m.id AND a.text LIKE '%f%');
