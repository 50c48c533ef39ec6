-- case: 126-queue-of-an-enum
-- why: two hundred of 200,000 jobs are ready; the worker wants the most urgent, the oldest of them first
-- kind: positive
-- expect: CREATE INDEX ON jobs (priority DESC, run_at) WHERE state = 'ready' OR CREATE INDEX ON jobs (state, priority DESC, run_at)
-- schema
CREATE TYPE job_state AS ENUM ('ready', 'running', 'done', 'failed');
CREATE TABLE jobs (id int PRIMARY KEY, state job_state NOT NULL, priority int NOT NULL, run_at timestamptz NOT NULL, payload text NOT NULL);
SELECT setseed(0.126);
INSERT INTO jobs SELECT i, CASE WHEN i % 1000 = 7 THEN 'ready'::job_state WHEN i % 50 = 1 THEN 'failed' ELSE 'done' END, floor(random() * 5)::int, timestamptz '2025-01-01 00:00+00' + random() * interval '200 days', repeat('p', 80) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE jobs;
-- workload
-- name: take
-- calls: 36000
-- params: 2025-06-01
-- params: 2025-07-01
SELECT id, payload FROM jobs WHERE state = 'ready' AND run_at <= $1 ORDER BY priority DESC, run_at LIMIT 1 FOR UPDATE SKIP LOCKED;
