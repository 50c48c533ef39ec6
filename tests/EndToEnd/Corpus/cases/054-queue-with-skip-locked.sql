-- case: 054-queue-with-skip-locked
-- why: the unsent are the last of the table and the primary key is walked through all the sent ones to come to them
-- kind: positive
-- expect: CREATE INDEX ON outbox (id) WHERE sent_at IS NULL
-- rejected: CREATE INDEX ON outbox (sent_at)
-- schema
CREATE TABLE outbox (id bigint PRIMARY KEY, sent_at timestamptz, topic text NOT NULL, body text NOT NULL);
INSERT INTO outbox SELECT i, CASE WHEN i <= 199000 THEN timestamptz '2025-01-01 00:00+00' + i * interval '1 second' END, 'topic ' || i % 7, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE outbox;
-- workload
-- name: next_batch
-- calls: 7200
SELECT id, topic, body FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED;

-- name: mark_sent
-- calls: 20000
-- params: {199001,199002,199003}
UPDATE outbox SET sent_at = now() WHERE id = ANY($1);
