-- case: 056-never-analyzed
-- why: the table was loaded and never analyzed, which makes the index no less needed
-- kind: positive
-- expect: CREATE INDEX ON imports (batch_id)
-- schema
CREATE TABLE imports (id int PRIMARY KEY, batch_id int NOT NULL, line text NOT NULL) WITH (autovacuum_enabled = false);
INSERT INTO imports SELECT i, (i::bigint * 7919) % 20000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
-- workload
-- name: lines_of_batch
-- calls: 3000
-- params: 17
-- params: 18111
SELECT id, line FROM imports WHERE batch_id = $1;
