-- case: 011-in-list-then-order
-- why: the channels have 100 articles each and the sort of 300 is nothing; a key (channel_id, published_at) cannot hand out the order across an IN list
-- kind: positive
-- expect: CREATE INDEX ON articles (channel_id)
-- rejected: CREATE INDEX ON articles (published_at)
-- rejected: CREATE INDEX ON articles (channel_id, published_at)
-- schema
CREATE TABLE articles (id int PRIMARY KEY, channel_id int NOT NULL, published_at timestamptz NOT NULL, headline text NOT NULL);
INSERT INTO articles SELECT i, (i * 37) % 2000, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE articles;
-- workload
-- name: feed
-- calls: 9000
-- params: 17, 504, 1999
-- params: 3, 4, 5
SELECT id, channel_id, published_at, headline FROM articles WHERE channel_id IN ($1, $2, $3) ORDER BY published_at DESC LIMIT 20;
