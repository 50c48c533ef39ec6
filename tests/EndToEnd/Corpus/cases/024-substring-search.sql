-- case: 024-substring-search
-- why: a pattern that begins with a wildcard needs trigrams; pg_trgm is installed
-- kind: positive
-- expect: CREATE INDEX ON companies USING gin (name gin_trgm_ops)
-- rejected: CREATE INDEX ON companies (name text_pattern_ops)
-- schema
CREATE EXTENSION pg_trgm;
CREATE TABLE companies (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL);
INSERT INTO companies SELECT i, 'Company ' || md5(i::text), 'City ' || i % 300 FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE companies;
-- workload
-- name: find_company
-- calls: 2000
-- params: '%3fa9c%'
-- params: '%b00b1e%'
SELECT id, name, city FROM companies WHERE name ILIKE $1;
