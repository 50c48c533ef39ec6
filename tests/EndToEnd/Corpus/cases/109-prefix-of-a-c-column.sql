-- case: 109-prefix-of-a-c-column
-- why: the column has the collation C, so that a plain index serves the prefix
-- kind: positive
-- expect: CREATE INDEX ON parts (code) OR CREATE INDEX ON parts (code text_pattern_ops)
-- schema
CREATE TABLE parts (id int PRIMARY KEY, code text COLLATE "C" NOT NULL, label text NOT NULL);
INSERT INTO parts SELECT i, upper(substr(md5(i::text), 1, 12)), repeat('l', 80) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE parts;
-- workload
-- name: complete
-- calls: 20000
-- params: 'A1B%'
-- params: 'FF0%'
SELECT id, code, label FROM parts WHERE code LIKE $1 ORDER BY code LIMIT 10;
