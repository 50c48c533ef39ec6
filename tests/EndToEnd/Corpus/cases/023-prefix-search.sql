-- case: 023-prefix-search
-- why: the collation of the database is not C, so that a plain index cannot serve LIKE, and text_pattern_ops can
-- kind: positive
-- expect: CREATE INDEX ON parts (number text_pattern_ops) OR CREATE INDEX ON parts (number COLLATE "C")
-- rejected: CREATE INDEX ON parts (number)
-- schema
CREATE TABLE parts (id int PRIMARY KEY, number text NOT NULL, description text NOT NULL);
INSERT INTO parts SELECT i, upper(substr(md5(i::text), 1, 10)), md5((i * 3)::text) || md5((i * 5)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE parts;
-- workload
-- name: complete
-- calls: 15000
-- params: 'A3F7%'
-- params: '00C%'
SELECT id, number, description FROM parts WHERE number LIKE $1 LIMIT 20;
