-- case: 038-either-of-two-columns
-- why: sent or received: either index alone leaves the other half of the OR to a scan of all, both together are a BitmapOr
-- kind: positive
-- expect: CREATE INDEX ON messages (sender_id)
-- expect: CREATE INDEX ON messages (recipient_id)
-- rejected: CREATE INDEX ON messages (sender_id)
-- rejected: CREATE INDEX ON messages (recipient_id)
-- rejected: CREATE INDEX ON messages (sender_id, recipient_id)
-- schema
CREATE TABLE messages (id int PRIMARY KEY, sender_id int NOT NULL, recipient_id int NOT NULL, body text NOT NULL);
INSERT INTO messages SELECT i, (i::bigint * 7919) % 20000, (i::bigint * 15485863) % 20011, repeat(md5(i::text), 2) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE messages;
-- workload
-- name: conversation
-- calls: 5000
-- params: 42
-- params: 17777
SELECT id, sender_id, recipient_id, body FROM messages WHERE sender_id = $1 OR recipient_id = $1;
