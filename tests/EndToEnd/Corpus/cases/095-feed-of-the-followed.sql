-- case: 095-feed-of-the-followed
-- why: a person follows 30 others with 20 posts each: 600 posts are found by their authors and sorted, where all were read before
-- kind: positive
-- expect: CREATE INDEX ON posts (author_id)
-- rejected: CREATE INDEX ON posts (author_id, created_at)
-- rejected: CREATE INDEX ON posts (created_at)
-- schema
CREATE TABLE follows (follower_id int NOT NULL, followed_id int NOT NULL, PRIMARY KEY (follower_id, followed_id));
CREATE TABLE posts (id int PRIMARY KEY, author_id int NOT NULL, created_at timestamptz NOT NULL, body text NOT NULL);
INSERT INTO follows SELECT i / 30, (i::bigint * 7919) % 10007 FROM generate_series(1, 60000) AS i;
INSERT INTO posts SELECT i, (i * 37) % 10007, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE;
-- workload
-- name: feed
-- calls: 4000
-- params: 17
-- params: 1804
SELECT p.id, p.body, p.created_at FROM follows f JOIN posts p ON p.author_id = f.followed_id WHERE f.follower_id = $1 ORDER BY p.created_at DESC LIMIT 20;
