-- case: 006-mixed-directions
-- why: most urgent first and the newest within: neither column alone, nor both in the same direction, hand out that order
-- kind: positive
-- expect: CREATE INDEX ON tasks (priority, created_at DESC) OR CREATE INDEX ON tasks (priority DESC, created_at)
-- rejected: CREATE INDEX ON tasks (priority)
-- rejected: CREATE INDEX ON tasks (priority, created_at)
-- schema
CREATE TABLE tasks (id int PRIMARY KEY, priority int NOT NULL, created_at timestamp NOT NULL, title text NOT NULL);
INSERT INTO tasks SELECT i, (i * 7) % 10, timestamp '2025-01-01' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 9)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE tasks;
-- workload
-- name: board
-- calls: 6000
SELECT id, priority, created_at, title FROM tasks ORDER BY priority ASC, created_at DESC LIMIT 50;
