-- case: 044-inside-a-materialized-cte
-- why: only what stands inside a MATERIALIZED query can use an index: the plant, not the level that is compared outside
-- kind: positive
-- expect: CREATE INDEX ON samples (plant_id)
-- rejected: CREATE INDEX ON samples (level)
-- rejected: CREATE INDEX ON samples (plant_id, level)
-- schema
CREATE TABLE samples (id int PRIMARY KEY, plant_id int NOT NULL, level int NOT NULL, remark text NOT NULL);
INSERT INTO samples SELECT i, (i::bigint * 7919) % 4000, (i * 37) % 1000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE samples;
-- workload
-- name: high_levels
-- calls: 3000
-- params: 42, 900
-- params: 3123, 990
WITH of_plant AS MATERIALIZED (SELECT id, level, remark FROM samples WHERE plant_id = $1) SELECT id, level, remark FROM of_plant WHERE level > $2;
