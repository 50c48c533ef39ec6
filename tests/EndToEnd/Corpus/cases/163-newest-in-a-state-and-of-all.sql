-- case: 163-newest-in-a-state-and-of-all
-- why: the index on the date alone misleads the planner for the rare old state until there is one on both columns; then each statement has its own
-- kind: trap
-- expect: CREATE INDEX ON claims (state, filed_at DESC) OR CREATE INDEX ON claims (state, filed_at)
-- expect: CREATE INDEX ON claims (filed_at DESC) OR CREATE INDEX ON claims (filed_at)
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

-- name: newest_of_all
-- calls: 3000
SELECT id, text, filed_at FROM claims ORDER BY filed_at DESC LIMIT 20;
