-- case: 121-delete-through-a-join
-- why: the address is unique already; the sessions of that user are not found by any index
-- kind: positive
-- expect: CREATE INDEX ON sessions (user_id)
-- schema
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE sessions (id uuid PRIMARY KEY, user_id int NOT NULL, started_at timestamptz NOT NULL, agent text NOT NULL);
SELECT setseed(0.121);
INSERT INTO users SELECT i, 'user' || i || '@example.org' FROM generate_series(1, 20000) AS i;
INSERT INTO sessions SELECT md5(i::text)::uuid, 1 + floor(random() * 20000)::int, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', repeat('a', 80) FROM generate_series(1, 160000) AS i;
VACUUM ANALYZE;
-- workload
-- name: log_out_everywhere
-- calls: 2500
-- params: 'user17@example.org'
-- params: 'user19000@example.org'
DELETE FROM sessions s USING users u WHERE s.user_id = u.id AND u.email = $1;
