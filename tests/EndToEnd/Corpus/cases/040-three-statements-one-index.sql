-- case: 040-three-statements-one-index
-- why: the indexes that the three statements want are prefixes of one another: the longest serves all three
-- kind: positive
-- expect: CREATE INDEX ON messages (inbox_id, folder, received_at DESC) OR CREATE INDEX ON messages (inbox_id, folder, received_at)
-- rejected: CREATE INDEX ON messages (inbox_id)
-- rejected: CREATE INDEX ON messages (inbox_id, folder)
-- rejected: CREATE INDEX ON messages (folder, inbox_id, received_at)
-- schema
CREATE TABLE messages (id int PRIMARY KEY, inbox_id int NOT NULL, folder text NOT NULL, received_at timestamptz NOT NULL, subject text NOT NULL);
INSERT INTO messages SELECT i, (i * 37) % 100, (ARRAY['inbox', 'sent', 'archive', 'spam', 'trash'])[1 + ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 5],
    timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i * 5)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE messages;
-- workload
-- name: count_of_inbox
-- calls: 1000
-- params: 17
-- params: 92
SELECT count(*), max(subject) FROM messages WHERE inbox_id = $1;

-- name: longest_subject
-- calls: 2000
-- params: 17, 'sent'
-- params: 88, 'trash'
SELECT max(length(subject)) FROM messages WHERE inbox_id = $1 AND folder = $2;

-- name: newest_in_folder
-- calls: 9000
-- params: 17, 'inbox'
-- params: 64, 'spam'
SELECT id, subject, received_at FROM messages WHERE inbox_id = $1 AND folder = $2 ORDER BY received_at DESC LIMIT 25;
