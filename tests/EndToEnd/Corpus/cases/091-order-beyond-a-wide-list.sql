-- case: 091-order-beyond-a-wide-list
-- why: an assignee has 2,000 tasks of which half are in the listed states: the order ends the search after some twenty, and the states are only checked
-- kind: positive
-- expect: CREATE INDEX ON tasks (assignee_id, due_on) OR CREATE INDEX ON tasks (assignee_id, due_on) WHERE state IN ('new', 'open') OR CREATE INDEX ON tasks (assignee_id, due_on DESC)
-- rejected: CREATE INDEX ON tasks (assignee_id)
-- rejected: CREATE INDEX ON tasks (assignee_id, state)
-- rejected: CREATE INDEX ON tasks (assignee_id, state, due_on)
-- schema
CREATE TABLE tasks (id int PRIMARY KEY, assignee_id int NOT NULL, state text NOT NULL, due_on timestamp NOT NULL, title text NOT NULL);
INSERT INTO tasks SELECT i, (i * 37) % 100, (ARRAY['new', 'open', 'done', 'void'])[1 + ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 4],
    timestamp '2025-01-01' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE tasks;
-- workload
-- name: next_tasks
-- calls: 6000
-- params: 17
-- params: 93
SELECT id, title, due_on FROM tasks WHERE assignee_id = $1 AND state IN ('new', 'open') ORDER BY due_on LIMIT 10;
