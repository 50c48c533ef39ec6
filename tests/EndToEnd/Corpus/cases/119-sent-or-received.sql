-- case: 119-sent-or-received
-- why: one index for each arm of the OR; the thirty rows that come are sorted in no time
-- kind: positive
-- expect: CREATE INDEX ON messages (sender_id) OR CREATE INDEX ON messages (sender_id, sent_at DESC) OR CREATE INDEX ON messages (sender_id, sent_at)
-- expect: CREATE INDEX ON messages (recipient_id) OR CREATE INDEX ON messages (recipient_id, sent_at DESC) OR CREATE INDEX ON messages (recipient_id, sent_at)
-- schema
CREATE TABLE messages (id int PRIMARY KEY, sender_id int NOT NULL, recipient_id int NOT NULL, sent_at timestamptz NOT NULL, body text NOT NULL);
SELECT setseed(0.119);
INSERT INTO messages SELECT i, 1 + floor(random() * 12000)::int, 1 + floor(random() * 12000)::int, timestamptz '2025-01-01 00:00+00' + i * interval '90 seconds', repeat('b', 90) FROM generate_series(1, 180000) AS i;
VACUUM ANALYZE messages;
-- workload
-- name: mailbox
-- calls: 9000
-- params: 17
-- params: 11800
SELECT id, sender_id, recipient_id, sent_at FROM messages WHERE sender_id = $1 OR recipient_id = $1 ORDER BY sent_at DESC LIMIT 20;
