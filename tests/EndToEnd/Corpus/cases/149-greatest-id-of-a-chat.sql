-- case: 149-greatest-id-of-a-chat
-- why: max() walks the primary key backwards and filters, as ORDER BY ... LIMIT 1 would
-- kind: positive
-- expect: CREATE INDEX ON chat_lines (chat_id, id DESC) OR CREATE INDEX ON chat_lines (chat_id, id)
-- schema
CREATE TABLE chat_lines (id bigint PRIMARY KEY, chat_id int NOT NULL, body text NOT NULL);
SELECT setseed(0.149);
INSERT INTO chat_lines SELECT i, 1 + floor(random() * 150)::int + (i / 100000) * 150, repeat('b', 80) FROM generate_series(1, 199999) AS i;
VACUUM ANALYZE chat_lines;
-- workload
-- name: read_up_to
-- calls: 20000
-- params: 7
-- params: 150
-- params: 290
SELECT max(id) FROM chat_lines WHERE chat_id = $1;
