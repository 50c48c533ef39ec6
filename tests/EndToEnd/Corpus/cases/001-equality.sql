-- case: 001-equality
-- why: each customer has 10 of 200,000 orders, and both ways to read them scan the whole table
-- kind: positive
-- expect: CREATE INDEX ON orders (customer_id)
-- schema
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int NOT NULL, total numeric(10, 2) NOT NULL, placed_at timestamptz NOT NULL, note text NOT NULL);
INSERT INTO orders (customer_id, total, placed_at, note)
SELECT (i::bigint * 7919) % 20000, i % 900, timestamptz '2025-01-01 00:00+00' + i * interval '2 minutes', md5(i::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE orders;
-- workload
-- name: orders_of_customer
-- calls: 3600
-- params: 42
-- params: 7777
-- params: 19321
SELECT * FROM orders WHERE customer_id = $1;

-- name: order_by_id
-- calls: 9000
-- params: 100
-- params: 150000
SELECT * FROM orders WHERE id = $1;
