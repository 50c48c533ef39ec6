-- case: 139-sort-of-forty
-- why: the forty rows of a project are found by its index; to sort them costs nothing, and an index of the order alone would be a trap
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON issues (created_at)
-- schema
CREATE TABLE issues (id int PRIMARY KEY, project_id int NOT NULL, state text NOT NULL, created_at timestamptz NOT NULL, title text NOT NULL);
INSERT INTO issues SELECT i, 1 + i / 40, CASE WHEN i % 3 = 0 THEN 'open' ELSE 'closed' END, timestamptz '2025-01-01 00:00+00' + (i * 7919::bigint % 400000) * interval '1 minute', repeat('t', 60) FROM generate_series(1, 120000) AS i;
CREATE INDEX issues_project ON issues (project_id);
VACUUM ANALYZE issues;
-- workload
-- name: open_ones
-- calls: 6000
-- params: 17
-- params: 2900
SELECT id, title FROM issues WHERE project_id = $1 AND state = 'open' ORDER BY created_at LIMIT 20;
