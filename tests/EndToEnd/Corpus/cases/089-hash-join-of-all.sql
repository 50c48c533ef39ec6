-- case: 089-hash-join-of-all
-- why: all lines are joined with all their products: two scans and a hash table are the best plan
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON basket_lines (product_id)
-- schema
CREATE TABLE products (id int PRIMARY KEY, category int NOT NULL, name text NOT NULL);
CREATE TABLE basket_lines (id int PRIMARY KEY, product_id int NOT NULL, quantity int NOT NULL, text text NOT NULL);
INSERT INTO products SELECT i, i % 20, md5(i::text) FROM generate_series(1, 5000) AS i;
INSERT INTO basket_lines SELECT i, 1 + (i::bigint * 7919) % 5000, i % 9, md5(i::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE;
-- workload
-- name: by_category
-- calls: 10
SELECT p.category, sum(l.quantity), max(l.text) FROM basket_lines l JOIN products p ON p.id = l.product_id GROUP BY p.category;
