-- case: 068-order-misleads-the-planner
-- why: the rejected rows are the oldest; an index on the date alone is taken by the planner and walked nearly to its end, one on both columns is not
-- kind: trap
-- expect: CREATE INDEX ON claims (state, filed_at DESC) OR CREATE INDEX ON claims (state, filed_at)
-- rejected: CREATE INDEX ON claims (filed_at)
-- rejected: CREATE INDEX ON claims (state)
-- schema
CREATE TABLE claims (id int PRIMARY KEY, state text NOT NULL, filed_at timestamptz NOT NULL, text text NOT NULL);
INSERT INTO claims SELECT i, CASE WHEN d < 20000 THEN 'rejected' WHEN d % 2 = 0 THEN 'open' ELSE 'paid' END, timestamptz '2025-01-01 00:00+00' + d * interval '1 minute', md5(i::text) || md5((i + 1)::text)
FROM (SELECT i, (i::bigint * 15485863) % 200003 AS d FROM generate_series(1, 200000) AS i) s;
VACUUM ANALYZE claims;
-- workload
-- name: newest_in_state
-- calls: 4000
-- params: rejected
-- params: open
SELECT id, text, filed_at FROM claims WHERE state = $1 ORDER BY filed_at DESC LIMIT 10;
