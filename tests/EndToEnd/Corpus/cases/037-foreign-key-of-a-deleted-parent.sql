-- case: 037-foreign-key-of-a-deleted-parent
-- why: each album that is deleted makes the foreign key look for its tracks, and they can be found by no index
-- kind: positive
-- expect: CREATE INDEX ON tracks (album_id)
-- schema
CREATE TABLE albums (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE tracks (id int PRIMARY KEY, album_id int NOT NULL REFERENCES albums ON DELETE CASCADE, title text NOT NULL);
INSERT INTO albums SELECT i, md5(i::text) FROM generate_series(1, 12000) AS i;
INSERT INTO tracks SELECT i, 1 + (i::bigint * 7919) % 12000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE;
-- workload
-- name: delete_album
-- calls: 2000
-- params: 42
-- params: 11001
DELETE FROM albums WHERE id = $1;
