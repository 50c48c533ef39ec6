-- case: 059-widen-the-existing-index
-- why: the index on the group is there, but its 2,000 rows are read and sorted for ten; the wider index makes it redundant
-- kind: positive
-- expect: CREATE INDEX ON threads (group_id, last_post_at DESC) OR CREATE INDEX ON threads (group_id, last_post_at)
-- expect-drop: threads_group
-- schema
CREATE TABLE threads (id int PRIMARY KEY, group_id int NOT NULL, last_post_at timestamptz NOT NULL, title text NOT NULL);
INSERT INTO threads SELECT i, (i * 37) % 100, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', repeat(md5(i::text), 3) FROM generate_series(1, 200000) AS i;
CREATE INDEX threads_group ON threads (group_id);
VACUUM ANALYZE threads;
-- workload
-- name: newest_threads
-- calls: 9000
-- params: 17
-- params: 63
SELECT id, title, last_post_at FROM threads WHERE group_id = $1 ORDER BY last_post_at DESC LIMIT 10;
