-- case: 013-rare-status
-- why: the statement names the status of 1 % of the rows itself, so that an index of those rows in the order of the queue is enough
-- kind: positive
-- expect: CREATE INDEX ON jobs (created_at) WHERE status = 'pending'
-- rejected: CREATE INDEX ON jobs (status)
-- rejected: CREATE INDEX ON jobs (status, created_at)
-- schema
CREATE TABLE jobs (id bigint PRIMARY KEY, status text NOT NULL, created_at timestamptz NOT NULL, payload text NOT NULL);
INSERT INTO jobs SELECT i, CASE WHEN (i::bigint * 7919) % 100 = 3 THEN 'pending' WHEN i % 17 = 0 THEN 'failed' ELSE 'done' END, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE jobs;
-- workload
-- name: next_jobs
-- calls: 18000
SELECT id, created_at, payload FROM jobs WHERE status = 'pending' ORDER BY created_at LIMIT 10;

-- name: finish
-- calls: 9000
-- params: 4711
-- params: 180000
UPDATE jobs SET status = 'done' WHERE id = $1;
