-- case: 161-three-equalities-and-an-order
-- why: a project has 11,000 tasks in a state; with the three columns and the date the newest are read off the index
-- kind: positive
-- expect: CREATE INDEX ON tasks (tenant_id, project_id, state, created_at DESC) OR CREATE INDEX ON tasks (tenant_id, project_id, state, created_at) OR CREATE INDEX ON tasks (project_id, tenant_id, state, created_at) OR CREATE INDEX ON tasks (state, tenant_id, project_id, created_at)
-- rejected: CREATE INDEX ON tasks (tenant_id, project_id)
-- rejected: CREATE INDEX ON tasks (created_at)
-- schema
CREATE TABLE tasks (id int PRIMARY KEY, tenant_id int NOT NULL, project_id int NOT NULL, state text NOT NULL, created_at timestamptz NOT NULL, title text NOT NULL);
INSERT INTO tasks SELECT i, d % 3, d / 3 % 3, (ARRAY['open', 'doing', 'done', 'void'])[d / 9 % 4 + 1], timestamptz '2025-01-01 00:00+00' + e * interval '1 minute', md5(i::text)
FROM (SELECT i, ((i::bigint * 15485863) % 400009)::int AS d, (i::bigint * 7368787) % 400009 AS e FROM generate_series(1, 400000) AS i) s;
VACUUM ANALYZE tasks;
-- workload
-- name: newest_tasks
-- calls: 6000
-- params: 1, 2, open
-- params: 2, 0, void
SELECT id, title, created_at FROM tasks WHERE tenant_id = $1 AND project_id = $2 AND state = $3 ORDER BY created_at DESC LIMIT 20;
