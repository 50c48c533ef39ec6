-- case: 092-wide-range-before-an-order
-- why: half of all offers are dear enough, so that the newest of them are found among the newest of all
-- kind: positive
-- expect: CREATE INDEX ON offers (created_at DESC) OR CREATE INDEX ON offers (created_at)
-- rejected: CREATE INDEX ON offers (price)
-- rejected: CREATE INDEX ON offers (price, created_at)
-- schema
CREATE TABLE offers (id int PRIMARY KEY, price int NOT NULL, created_at timestamptz NOT NULL, title text NOT NULL);
INSERT INTO offers SELECT i, ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 1000, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE offers;
-- workload
-- name: newest_dear
-- calls: 5000
-- params: 500
-- params: 420
SELECT id, price, title, created_at FROM offers WHERE price > $1 ORDER BY created_at DESC LIMIT 20;
