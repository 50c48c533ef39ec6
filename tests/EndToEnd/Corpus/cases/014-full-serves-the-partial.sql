-- case: 014-full-serves-the-partial
-- why: one statement wants the failed deliveries of a hook and another all of them: the index on the hook serves both, so that a partial one beside it would be paid for twice
-- kind: positive
-- expect: CREATE INDEX ON deliveries (hook_id) OR CREATE INDEX ON deliveries (hook_id, state)
-- rejected: CREATE INDEX ON deliveries (hook_id) WHERE state = 'failed'
-- schema
CREATE TABLE deliveries (id int PRIMARY KEY, hook_id int NOT NULL, state text NOT NULL, url text NOT NULL);
INSERT INTO deliveries SELECT i, (i::bigint * 7919) % 20000, CASE WHEN ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 50 = 7 THEN 'failed' ELSE 'sent' END, 'https://example.org/' || md5(i::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE deliveries;
-- workload
-- name: failed_of_hook
-- calls: 4000
-- params: 4713
-- params: 11
SELECT id, url FROM deliveries WHERE hook_id = $1 AND state = 'failed';

-- name: all_of_hook
-- calls: 4000
-- params: 42
-- params: 19999
SELECT id, state, url FROM deliveries WHERE hook_id = $1;
