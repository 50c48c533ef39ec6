-- case: 066-partial-index-is-implied
-- why: the partial index holds just the rows that the statement asks for
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON tickets (queue_id, opened_at)
-- rejected: CREATE INDEX ON tickets (state)
-- schema
CREATE TABLE tickets (id int PRIMARY KEY, queue_id int NOT NULL, state text NOT NULL, opened_at timestamptz NOT NULL, subject text NOT NULL);
INSERT INTO tickets SELECT i, (i * 37) % 20, CASE WHEN (i::bigint * 7919) % 50 = 3 THEN 'open' ELSE 'closed' END, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
CREATE INDEX tickets_open ON tickets (queue_id, opened_at) WHERE state = 'open';
VACUUM ANALYZE tickets;
-- workload
-- name: oldest_open
-- calls: 20000
-- params: 17
-- params: 3
SELECT id, subject, opened_at FROM tickets WHERE queue_id = $1 AND state = 'open' ORDER BY opened_at LIMIT 20;
