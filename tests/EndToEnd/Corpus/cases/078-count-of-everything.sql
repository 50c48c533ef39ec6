-- case: 078-count-of-everything
-- why: all rows are counted, and no index makes them fewer
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON plays (song_id)
-- schema
CREATE TABLE plays (id int PRIMARY KEY, song_id int NOT NULL, note text NOT NULL);
INSERT INTO plays SELECT i, i % 5000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE plays;
-- workload
-- name: plays
-- calls: 200
SELECT count(*) FROM plays;
