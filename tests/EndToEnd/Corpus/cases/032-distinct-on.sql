-- case: 032-distinct-on
-- why: the latest position of a vehicle's trips: DISTINCT ON takes the first of each trip in the order of an index that starts with the vehicle
-- kind: positive
-- expect: CREATE INDEX ON positions (vehicle_id, trip_id, seen_at DESC) OR CREATE INDEX ON positions (vehicle_id) OR CREATE INDEX ON positions (vehicle_id, trip_id)
-- schema
CREATE TABLE positions (id int PRIMARY KEY, vehicle_id int NOT NULL, trip_id int NOT NULL, seen_at timestamptz NOT NULL, place point NOT NULL);
INSERT INTO positions SELECT i, (i * 37) % 2000, (i / 2000) % 10, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', point(i % 90, i % 180) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE positions;
-- workload
-- name: last_positions
-- calls: 5000
-- params: 17
-- params: 1804
SELECT DISTINCT ON (trip_id) trip_id, seen_at, place FROM positions WHERE vehicle_id = $1 ORDER BY trip_id, seen_at DESC;
