-- case: 063-prefix-of-an-index
-- why: the index on three columns starts with the two that are asked for
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON lines (book_id, page)
-- schema
CREATE TABLE lines (id int PRIMARY KEY, book_id int NOT NULL, page int NOT NULL, line int NOT NULL, text text NOT NULL);
INSERT INTO lines SELECT i, (i::bigint * 7919) % 200, (i / 200) % 100, i % 37, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
CREATE INDEX lines_place ON lines (book_id, page, line);
VACUUM ANALYZE lines;
-- workload
-- name: page
-- calls: 20000
-- params: 17, 40
-- params: 199, 3
SELECT id, line, text FROM lines WHERE book_id = $1 AND page = $2;
