-- case: 153-regular-expression
-- why: trigrams serve a regular expression as they serve a pattern
-- kind: positive
-- expect: CREATE INDEX ON devices USING gin (serial gin_trgm_ops)
-- schema
CREATE EXTENSION pg_trgm;
CREATE TABLE devices (id int PRIMARY KEY, serial text NOT NULL, place text NOT NULL);
INSERT INTO devices SELECT i, upper(md5(i::text)), repeat('p', 40) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE devices;
-- workload
-- name: search
-- calls: 1000
-- params: 'FF0[0-3]A'
-- params: '1c38'
SELECT id, serial, place FROM devices WHERE serial ~* $1;
