-- case: 115-value-equal-to-any-element
-- why: no index serves a value = ANY(column); it is to be written column @> ARRAY[value], and only then an inverted index helps
-- kind: trap
-- expect: none
-- expect-finding: value = ANY(array column) is to be rewritten as @>
-- schema
CREATE TABLE posts (id int PRIMARY KEY, tags text[] NOT NULL, title text NOT NULL);
INSERT INTO posts SELECT i, ARRAY['t' || i % 3001, 't' || i % 2003], md5(i::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE posts;
-- workload
-- name: tagged
-- calls: 3000
-- params: 't17'
-- params: 't1999'
SELECT id, title FROM posts WHERE $1 = ANY(tags);
