-- case: 148-search-box-of-two-columns
-- why: the box searches names and addresses for a part of them: each arm of the OR wants its trigrams
-- kind: positive
-- expect: CREATE INDEX ON clients USING gin (name gin_trgm_ops)
-- expect: CREATE INDEX ON clients USING gin (email gin_trgm_ops)
-- schema
CREATE EXTENSION pg_trgm;
CREATE TABLE clients (id int PRIMARY KEY, name text NOT NULL, email text NOT NULL, note text NOT NULL);
INSERT INTO clients SELECT i, 'Client ' || md5(i::text), substr(md5((i * 3)::text), 1, 12) || '@example.org', repeat('n', 40) FROM generate_series(1, 40000) AS i;
VACUUM ANALYZE clients;
-- workload
-- name: search
-- calls: 3000
-- params: '%ff00a%'
-- params: '%1c383c%'
SELECT id, name, email FROM clients WHERE name ILIKE $1 OR email ILIKE $1;
