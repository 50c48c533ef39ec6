-- case: 150-all-but-the-done
-- why: half a percent are not done yet; what every call leaves out need not be in the index
-- kind: positive
-- expect: CREATE INDEX ON orders (id) WHERE status <> 'done'
-- schema
CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL, body text NOT NULL);
INSERT INTO orders SELECT i, CASE WHEN i % 400 = 399 THEN 'new' WHEN i % 800 = 17 THEN 'paid' ELSE 'done' END, repeat('b', 100) FROM generate_series(1, 180000) AS i;
VACUUM ANALYZE orders;
-- workload
-- name: open
-- calls: 8000
-- params: 90000
-- params: 120000
SELECT id, status, body FROM orders WHERE status <> 'done' AND id > $1 ORDER BY id LIMIT 200;
