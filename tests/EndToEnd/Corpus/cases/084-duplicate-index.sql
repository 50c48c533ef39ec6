-- case: 084-duplicate-index
-- why: two indexes are the same: nothing is missing and one is too many
-- kind: negative
-- expect: none
-- expect-drop: plants_family_2 OR plants_family_1
-- schema
CREATE TABLE plants (id int PRIMARY KEY, family_id int NOT NULL, name text NOT NULL);
INSERT INTO plants SELECT i, (i::bigint * 7919) % 10000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 100000) AS i;
CREATE INDEX plants_family_1 ON plants (family_id);
CREATE INDEX plants_family_2 ON plants (family_id);
VACUUM ANALYZE plants;
-- workload
-- name: of_family
-- calls: 9000
-- params: 17
-- params: 9123
SELECT id, name FROM plants WHERE family_id = $1;
