-- case: 077-limit-without-order
-- why: any ten rows will do, and the first page has them
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON pixels (color)
-- schema
CREATE TABLE pixels (id int PRIMARY KEY, color int NOT NULL, note text NOT NULL);
INSERT INTO pixels SELECT i, (i * 7) % 4, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE pixels;
-- workload
-- name: some
-- calls: 50000
-- params: 1
-- params: 3
SELECT id, note FROM pixels WHERE color = $1 LIMIT 10;
