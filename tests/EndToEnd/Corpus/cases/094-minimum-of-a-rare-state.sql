-- case: 094-minimum-of-a-rare-state
-- why: the planner walks the index of dates from its start to meet a stuck transfer, and all of them are at its end
-- kind: positive
-- expect: CREATE INDEX ON transfers (made_at) WHERE state = 'stuck'
-- rejected: CREATE INDEX ON transfers (state, made_at)
-- schema
CREATE TABLE transfers (id int PRIMARY KEY, made_at timestamptz NOT NULL, state text NOT NULL, text text NOT NULL);
INSERT INTO transfers SELECT i, timestamptz '2025-01-01 00:00+00' + d * interval '1 minute', CASE WHEN d > 195000 AND d % 10 = 3 THEN 'stuck' ELSE 'done' END, md5(i::text) || md5((i + 1)::text)
FROM (SELECT i, (i::bigint * 15485863) % 200003 AS d FROM generate_series(1, 200000) AS i) s;
CREATE INDEX transfers_made_at ON transfers (made_at);
VACUUM ANALYZE transfers;
-- workload
-- name: oldest_stuck
-- calls: 1200
SELECT min(made_at) FROM transfers WHERE state = 'stuck';
