-- case: 086-deep-offset
-- why: the order is handed out by the primary key already; what costs is to skip 100,000 rows, which a key of the last page would not
-- kind: trap
-- expect: none
-- expect-finding: offset
-- schema
CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL, text text NOT NULL);
INSERT INTO orders SELECT i, i % 900, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE orders;
-- workload
-- name: page
-- calls: 2000
-- params: 100000
-- params: 140000
SELECT id, total, text FROM orders ORDER BY id LIMIT 20 OFFSET $1;
