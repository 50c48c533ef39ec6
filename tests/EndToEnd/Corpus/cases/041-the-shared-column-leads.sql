-- case: 041-the-shared-column-leads
-- why: one statement has the project and the label, the other the project alone: the project must lead for one index to serve both
-- kind: positive
-- expect: CREATE INDEX ON notes (project_id, label)
-- rejected: CREATE INDEX ON notes (label, project_id)
-- rejected: CREATE INDEX ON notes (project_id)
-- schema
CREATE TABLE notes (id int PRIMARY KEY, label text NOT NULL, project_id int NOT NULL, body text NOT NULL);
INSERT INTO notes SELECT i, 'label ' || ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 100, (i * 37) % 1000, repeat(md5(i::text), 3) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE notes;
-- workload
-- name: labelled
-- calls: 20000
-- params: 17, 'label 40'
-- params: 990, 'label 3'
SELECT id, body FROM notes WHERE project_id = $1 AND label = $2;

-- name: of_project
-- calls: 3000
-- params: 17
-- params: 123
SELECT id, label, body FROM notes WHERE project_id = $1;
