-- case: 005-newest-of-author
-- why: an author has 2,000 posts of which 20 are shown: the index hands them out in order and the sort goes
-- kind: positive
-- expect: CREATE INDEX ON posts (author_id, created_at DESC) OR CREATE INDEX ON posts (author_id, created_at)
-- rejected: CREATE INDEX ON posts (author_id)
-- rejected: CREATE INDEX ON posts (created_at)
-- schema
CREATE TABLE posts (id int PRIMARY KEY, author_id int NOT NULL, created_at timestamptz NOT NULL, title text NOT NULL, body text NOT NULL);
INSERT INTO posts SELECT i, (i * 13) % 100, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text), repeat(md5((i * 5)::text), 4) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE posts;
-- workload
-- name: newest_posts
-- calls: 12000
-- params: 5
-- params: 99
SELECT id, created_at, title, body FROM posts WHERE author_id = $1 ORDER BY created_at DESC LIMIT 20;
