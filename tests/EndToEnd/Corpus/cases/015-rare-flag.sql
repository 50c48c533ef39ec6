-- case: 015-rare-flag
-- why: half a percent of the comments are flagged, and the moderators see the oldest of them first
-- kind: positive
-- expect: CREATE INDEX ON comments (created_at) WHERE flagged OR CREATE INDEX ON comments (created_at) WHERE flagged = true
-- rejected: CREATE INDEX ON comments (flagged)
-- rejected: CREATE INDEX ON comments (created_at)
-- schema
CREATE TABLE comments (id int PRIMARY KEY, flagged boolean NOT NULL, created_at timestamp NOT NULL, body text NOT NULL);
INSERT INTO comments SELECT i, (i::bigint * 7919) % 200 = 11, timestamp '2025-01-01' + ((i::bigint * 15485863) % 31536000) * interval '1 second', repeat(md5(i::text), 3) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE comments;
-- workload
-- name: moderation_queue
-- calls: 4000
SELECT id, created_at, body FROM comments WHERE flagged ORDER BY created_at LIMIT 20;
