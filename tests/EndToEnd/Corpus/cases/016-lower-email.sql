-- case: 016-lower-email
-- why: the statement compares lower(email), which an index on email cannot serve
-- kind: positive
-- expect: CREATE INDEX ON users (lower(email))
-- rejected: CREATE INDEX ON users (email)
-- schema
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, display_name text NOT NULL);
INSERT INTO users SELECT i, 'User.' || i || '@Example.org', md5(i::text) FROM generate_series(1, 150000) AS i;
ANALYZE users;
-- workload
-- name: sign_in
-- calls: 5000
-- params: user.4711@example.org
-- params: user.149999@example.org
SELECT id, email, display_name FROM users WHERE lower(email) = $1;
