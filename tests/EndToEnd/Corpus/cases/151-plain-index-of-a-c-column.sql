-- case: 151-plain-index-of-a-c-column
-- why: the column has the collation C, so the plain index serves both the order and the prefix
-- kind: negative
-- expect: none
-- schema
CREATE TABLE codes (id int PRIMARY KEY, code text COLLATE "C" NOT NULL, label text NOT NULL);
INSERT INTO codes SELECT i, upper(substr(md5(i::text), 1, 12)), repeat('l', 80) FROM generate_series(1, 120000) AS i;
CREATE INDEX codes_code ON codes (code);
VACUUM ANALYZE codes;
-- workload
-- name: complete
-- calls: 20000
-- params: 'A1B%'
SELECT id, code, label FROM codes WHERE code LIKE $1 ORDER BY code LIMIT 10;
-- name: after
-- calls: 2000
-- params: 'A1B'
SELECT id, code, label FROM codes WHERE code >= $1 ORDER BY code LIMIT 10;
