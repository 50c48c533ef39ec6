-- case: 064-unique-key-is-there
-- why: the unique constraint's index finds the one row, and the second condition only checks it
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON logins (email, active)
-- schema
CREATE TABLE logins (id int PRIMARY KEY, email text NOT NULL UNIQUE, active boolean NOT NULL, hash text NOT NULL);
INSERT INTO logins SELECT i, 'u' || i || '@example.org', i % 9 <> 0, md5(i::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE logins;
-- workload
-- name: login
-- calls: 50000
-- params: u4711@example.org
-- params: u140000@example.org
SELECT id, hash FROM logins WHERE email = $1 AND active;
