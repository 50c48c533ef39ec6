-- case: 036-delete-the-expired
-- why: some carts expire between two sweeps, and every sweep reads all carts
-- kind: positive
-- expect: CREATE INDEX ON carts (expires_at)
-- schema
CREATE TABLE carts (id int PRIMARY KEY, expires_at timestamptz NOT NULL, content text NOT NULL);
INSERT INTO carts SELECT i, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', repeat(md5(i::text), 3) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE carts;
-- workload
-- name: sweep
-- calls: 3600
-- params: 2025-01-01 00:10+00
-- params: 2025-01-01 00:25+00
DELETE FROM carts WHERE expires_at < $1;
