-- case: 142-pairs-in-a-list
-- why: pairs of values: both columns together name a handful of rows, each alone hundreds
-- kind: positive
-- expect: CREATE INDEX ON stock (warehouse_id, product_id) OR CREATE INDEX ON stock (product_id, warehouse_id)
-- schema
CREATE TABLE stock (id int PRIMARY KEY, warehouse_id int NOT NULL, product_id int NOT NULL, quantity int NOT NULL, shelf text NOT NULL);
SELECT setseed(0.142);
INSERT INTO stock SELECT i, 1 + floor(random() * 200)::int, 1 + floor(random() * 300)::int, i % 70, repeat('s', 50) FROM generate_series(1, 180000) AS i;
VACUUM ANALYZE stock;
-- workload
-- name: of_pairs
-- calls: 6000
-- params: 5, 17, 190, 299
-- params: 66, 1, 67, 2
SELECT id, quantity, shelf FROM stock WHERE (warehouse_id, product_id) IN (($1, $2), ($3, $4));
