-- case: 104-cascade-of-two-levels
-- why: a deleted project takes its tasks with it, and each task its comments: both foreign keys are searched, one of them never by a statement of the application
-- kind: positive
-- expect: CREATE INDEX ON tasks (project_id)
-- expect: CREATE INDEX ON comments (task_id)
-- schema
CREATE TABLE projects (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE tasks (id int PRIMARY KEY, project_id int NOT NULL REFERENCES projects ON DELETE CASCADE, title text NOT NULL);
CREATE TABLE comments (id int PRIMARY KEY, task_id int NOT NULL REFERENCES tasks ON DELETE CASCADE, body text NOT NULL);
SELECT setseed(0.14);
INSERT INTO projects SELECT i, 'project ' || i FROM generate_series(1, 20000) AS i;
INSERT INTO tasks SELECT i, 1 + floor(random() * 20000)::int, md5(i::text) FROM generate_series(1, 60000) AS i;
INSERT INTO comments SELECT i, 1 + floor(random() * 60000)::int, md5(i::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE;
-- workload
-- name: drop_project
-- calls: 600
-- params: 77
-- params: 15000
DELETE FROM projects WHERE id = $1;
