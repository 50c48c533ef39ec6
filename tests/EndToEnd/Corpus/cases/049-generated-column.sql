-- case: 049-generated-column
-- why: the domain is a stored column that is made from the address, and is indexed like any other
-- kind: positive
-- expect: CREATE INDEX ON contacts (domain)
-- schema
CREATE TABLE contacts (id int PRIMARY KEY, email text NOT NULL, domain text GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED, name text NOT NULL);
INSERT INTO contacts (id, email, name) SELECT i, 'u' || i || '@d' || (i::bigint * 7919) % 10000 || '.example', md5(i::text) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE contacts;
-- workload
-- name: of_domain
-- calls: 4000
-- params: d42.example
-- params: d9123.example
SELECT id, email, name FROM contacts WHERE domain = $1;
