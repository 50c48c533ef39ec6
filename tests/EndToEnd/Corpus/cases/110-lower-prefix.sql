-- case: 110-lower-prefix
-- why: the box completes names whatever their case; the prefix of an expression wants the pattern class
-- kind: positive
-- expect: CREATE INDEX ON people (lower(last_name) text_pattern_ops)
-- schema
CREATE TABLE people (id int PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, about text NOT NULL);
INSERT INTO people SELECT i, 'First' || i, initcap(translate(md5(i::text), '0123456789', 'ghijklmnop')), repeat('a', 80) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE people;
-- workload
-- name: complete
-- calls: 15000
-- params: 'Ghab'
-- params: 'cafe'
SELECT id, first_name, last_name FROM people WHERE lower(last_name) LIKE lower($1) || '%' LIMIT 20;
