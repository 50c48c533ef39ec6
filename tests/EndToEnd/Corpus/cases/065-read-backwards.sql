-- case: 065-read-backwards
-- why: an ascending index is read from its end as well as from its start
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON tweets (author_id DESC, posted_at DESC)
-- rejected: CREATE INDEX ON tweets (author_id, posted_at DESC)
-- schema
CREATE TABLE tweets (id int PRIMARY KEY, author_id int NOT NULL, posted_at timestamptz NOT NULL, text text NOT NULL);
INSERT INTO tweets SELECT i, (i * 37) % 100, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
CREATE INDEX tweets_author ON tweets (author_id, posted_at);
VACUUM ANALYZE tweets;
-- workload
-- name: newest_tweets
-- calls: 40000
-- params: 17
-- params: 93
SELECT id, text, posted_at FROM tweets WHERE author_id = $1 ORDER BY posted_at DESC LIMIT 20;
