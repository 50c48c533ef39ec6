-- case: 132-last-message-of-an-old-chat
-- why: the planner walks the primary key backwards and filters; for chats that have been silent since long it walks it all, without any sequential scan
-- kind: positive
-- expect: CREATE INDEX ON chat_messages (chat_id, id DESC) OR CREATE INDEX ON chat_messages (chat_id, id)
-- schema
CREATE TABLE chat_messages (id bigint PRIMARY KEY, chat_id int NOT NULL, body text NOT NULL);
SELECT setseed(0.132);
INSERT INTO chat_messages SELECT i, 1 + floor(random() * 200)::int + (i / 100000) * 200, repeat('b', 80) FROM generate_series(1, 299999) AS i;
VACUUM ANALYZE chat_messages;
-- workload
-- name: last
-- calls: 20000
-- params: 7
-- params: 150
-- params: 590
SELECT id, body FROM chat_messages WHERE chat_id = $1 ORDER BY id DESC LIMIT 1;
