-- case: 169-archive-of-the-old
-- why: a write that reads: the few rows that were closed before a day are copied away
-- kind: positive
-- expect: CREATE INDEX ON tickets (closed_at) OR CREATE INDEX ON tickets (closed_at) WHERE closed_at IS NOT NULL
-- schema
CREATE TABLE tickets (id int PRIMARY KEY, closed_at timestamptz, text text NOT NULL);
CREATE TABLE archive (id int, closed_at timestamptz, text text);
INSERT INTO tickets SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 300007) * interval '1 minute', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE tickets;
-- workload
-- name: archive_the_old
-- calls: 600
-- params: 2025-01-01 02:00+00
-- params: 2025-01-01 03:00+00
INSERT INTO archive SELECT id, closed_at, text FROM tickets WHERE closed_at < $1;
