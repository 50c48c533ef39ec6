-- case: 033-overall-maximum
-- why: the newest change of all is at the end of an index, and otherwise at the end of reading everything
-- kind: positive
-- expect: CREATE INDEX ON pages (changed_at) OR CREATE INDEX ON pages (changed_at DESC)
-- schema
CREATE TABLE pages (id int PRIMARY KEY, changed_at timestamptz NOT NULL, url text NOT NULL);
INSERT INTO pages SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', 'https://example.org/' || md5(i::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE pages;
-- workload
-- name: etag
-- calls: 9000
SELECT max(changed_at) FROM pages;
