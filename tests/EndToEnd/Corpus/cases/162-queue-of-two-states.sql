-- case: 162-queue-of-two-states
-- why: of 300,000 jobs 2 % wait in one of two states, both named in the text; an index of those alone is small and in the order that is asked for
-- kind: positive
-- expect: CREATE INDEX ON jobs (run_at) WHERE state IN ('queued', 'retry') OR CREATE INDEX ON jobs (run_at) WHERE state = ANY ('{queued,retry}'::text[])
-- rejected: CREATE INDEX ON jobs (run_at)
-- schema
CREATE TABLE jobs (id int PRIMARY KEY, state text NOT NULL, run_at timestamptz NOT NULL, payload text NOT NULL);
INSERT INTO jobs SELECT i, CASE WHEN d >= 294000 THEN CASE WHEN d % 3 = 0 THEN 'retry' ELSE 'queued' END WHEN d % 50 = 0 THEN 'failed' ELSE 'done' END,
    timestamptz '2025-01-01 00:00+00' + d * interval '1 minute', md5(i::text) || md5((i + 1)::text)
FROM (SELECT i, (i::bigint * 15485863) % 300007 AS d FROM generate_series(1, 300000) AS i) s;
VACUUM ANALYZE jobs;
-- workload
-- name: next_jobs
-- calls: 9000
SELECT id, payload FROM jobs WHERE state IN ('queued', 'retry') ORDER BY run_at LIMIT 10;
