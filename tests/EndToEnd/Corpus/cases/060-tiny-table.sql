-- case: 060-tiny-table
-- why: the table fits on one page
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON countries (code)
-- schema
CREATE TABLE countries (id int PRIMARY KEY, code text NOT NULL, name text NOT NULL);
INSERT INTO countries SELECT i, chr(65 + i / 26) || chr(65 + i % 26), 'Country ' || i FROM generate_series(0, 99) AS i;
VACUUM ANALYZE countries;
-- workload
-- name: by_code
-- calls: 200000
-- params: AC
-- params: BZ
SELECT id, name FROM countries WHERE code = $1;
