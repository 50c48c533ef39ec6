-- case: 076-arithmetic-on-an-indexed-column
-- why: the indexed column stands in a sum; the sum belongs to the other side
-- kind: trap
-- expect: none
-- expect-finding: arithmetic on column expires_at
-- rejected: CREATE INDEX ON licences (expires_at, holder)
-- schema
CREATE TABLE licences (id int PRIMARY KEY, expires_at timestamptz NOT NULL, holder text NOT NULL);
INSERT INTO licences SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 120000) AS i;
CREATE INDEX licences_expires_at ON licences (expires_at);
VACUUM ANALYZE licences;
-- workload
-- name: about_to_expire
-- calls: 3000
-- params: 2024-12-02 00:30+00
-- params: 2024-12-02 02:00+00
SELECT id, expires_at, holder FROM licences WHERE expires_at - interval '30 days' < $1;
