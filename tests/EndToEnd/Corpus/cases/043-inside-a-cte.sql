-- case: 043-inside-a-cte
-- why: the WITH query is folded into the statement, and its filter with it
-- kind: positive
-- expect: CREATE INDEX ON trips (driver_id)
-- schema
CREATE TABLE trips (id int PRIMARY KEY, driver_id int NOT NULL, distance int NOT NULL, route text NOT NULL);
INSERT INTO trips SELECT i, (i::bigint * 7919) % 10000, i % 800, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE trips;
-- workload
-- name: long_trips
-- calls: 3000
-- params: 42
-- params: 8123
WITH recent AS (SELECT id, driver_id, distance, route FROM trips WHERE distance > 10) SELECT id, distance, route FROM recent WHERE driver_id = $1;
