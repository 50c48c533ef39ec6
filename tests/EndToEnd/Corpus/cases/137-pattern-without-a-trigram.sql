-- case: 137-pattern-without-a-trigram
-- why: two letters have no trigram of their own, and a fifth of the rows have them: a trigram index would be read as a whole
-- kind: trap
-- expect: none
-- schema
CREATE EXTENSION pg_trgm;
CREATE TABLE firms (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL);
INSERT INTO firms SELECT i, md5(i::text) || ' gmbh', 'c' || i % 90 FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE firms;
-- workload
-- name: search
-- calls: 1500
-- params: '%a1%'
-- params: '%9f%'
SELECT id, name FROM firms WHERE name LIKE $1;
