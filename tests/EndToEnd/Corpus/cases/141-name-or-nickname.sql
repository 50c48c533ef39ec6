-- case: 141-name-or-nickname
-- why: the expression of two columns is immutable and as good as unique
-- kind: positive
-- expect: CREATE INDEX ON members ((COALESCE(nickname, username)))
-- schema
CREATE TABLE members (id int PRIMARY KEY, username text NOT NULL, nickname text, about text NOT NULL);
INSERT INTO members SELECT i, 'user' || i, CASE WHEN i % 4 = 0 THEN 'nick' || i END, repeat('a', 80) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE members;
-- workload
-- name: by_shown_name
-- calls: 7000
-- params: 'user17'
-- params: 'nick4000'
SELECT id, username, about FROM members WHERE COALESCE(nickname, username) = $1;
