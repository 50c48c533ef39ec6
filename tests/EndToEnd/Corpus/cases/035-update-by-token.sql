-- case: 035-update-by-token
-- why: the statement that writes looks for its row in the whole table
-- kind: positive
-- expect: CREATE INDEX ON sessions (token)
-- schema
CREATE TABLE sessions (id int PRIMARY KEY, token text NOT NULL, user_id int NOT NULL, seen_at timestamptz NOT NULL);
INSERT INTO sessions SELECT i, md5(i::text), i % 5000, timestamptz '2025-01-01 00:00+00' FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE sessions;
-- workload
-- name: touch
-- calls: 20000
-- params: a0a080f42e6f13b3a2df133f073095dd
-- params: c81e728d9d4c2f636f067f89cc14862c
UPDATE sessions SET seen_at = now() WHERE token = $1;
