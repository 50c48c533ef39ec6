-- case: 003-three-equalities
-- why: no two of the three columns come near to the ten rows that the three together select; their order is free
-- kind: positive
-- expect: CREATE INDEX ON stock (warehouse_id, product_id, state) OR CREATE INDEX ON stock (warehouse_id, state, product_id) OR CREATE INDEX ON stock (product_id, warehouse_id, state) OR CREATE INDEX ON stock (product_id, state, warehouse_id) OR CREATE INDEX ON stock (state, warehouse_id, product_id) OR CREATE INDEX ON stock (state, product_id, warehouse_id)
-- rejected: CREATE INDEX ON stock (warehouse_id, product_id)
-- rejected: CREATE INDEX ON stock (product_id, state)
-- schema
CREATE TABLE stock (id int PRIMARY KEY, warehouse_id int NOT NULL, product_id int NOT NULL, state smallint NOT NULL, quantity int NOT NULL, label text NOT NULL);
INSERT INTO stock SELECT i, i % 30, (i / 30) % 40, ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 25, i % 500, md5(i::text) || md5((i * 3)::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE stock;
-- workload
-- name: stock_level
-- calls: 20000
-- params: 3, 17, 4
-- params: 29, 2, 24
-- params: 11, 39, 0
SELECT id, quantity, label FROM stock WHERE warehouse_id = $1 AND product_id = $2 AND state = $3;
