-- case: 097-null-for-any
-- why: the parameter is NULL when the filter is not used, and then everything is wanted; no index serves a condition that may be absent
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON people (city_id)
-- schema
CREATE TABLE people (id int PRIMARY KEY, city_id int NOT NULL, name text NOT NULL);
INSERT INTO people SELECT i, i % 3, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE people;
-- workload
-- name: longest_name
-- calls: 300
-- params: NULL
-- params: 1
SELECT max(length(name)) FROM people WHERE ($1::int IS NULL OR city_id = $1);
