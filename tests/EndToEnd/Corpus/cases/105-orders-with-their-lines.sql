-- case: 105-orders-with-their-lines
-- why: the orders of a customer (8 of 60,000) with their lines: without the foreign key's index each page reads 240,000 lines
-- kind: positive
-- expect: CREATE INDEX ON orders (customer_id) OR CREATE INDEX ON orders (customer_id, placed_at) OR CREATE INDEX ON orders (customer_id, placed_at DESC)
-- expect: CREATE INDEX ON order_lines (order_id)
-- schema
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, placed_at timestamptz NOT NULL, note text NOT NULL);
CREATE TABLE order_lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, product_id int NOT NULL, quantity int NOT NULL, price numeric(8,2) NOT NULL);
SELECT setseed(0.15);
INSERT INTO orders SELECT i, 1 + floor(random() * 7500)::int, timestamptz '2024-01-01 00:00+00' + random() * interval '365 days', repeat('n', 60) FROM generate_series(1, 60000) AS i;
INSERT INTO order_lines SELECT i, 1 + floor(random() * 60000)::int, 1 + floor(random() * 1000)::int, 1, 9.90 FROM generate_series(1, 240000) AS i;
VACUUM ANALYZE;
-- workload
-- name: order_history
-- calls: 5000
-- params: 41
-- params: 7000
SELECT o.id, o.placed_at, l.product_id, l.quantity, l.price FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.customer_id = $1 ORDER BY o.placed_at DESC, l.id;
