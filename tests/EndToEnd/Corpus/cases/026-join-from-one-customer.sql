-- case: 026-join-from-one-customer
-- why: the customer is found by his e-mail address, and then a hash join reads all orders to keep ten
-- kind: positive
-- expect: CREATE INDEX ON orders (customer_id)
-- schema
CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, total numeric(10, 2) NOT NULL, note text NOT NULL);
INSERT INTO customers SELECT i, 'c' || i || '@example.org', md5(i::text) FROM generate_series(0, 19999) AS i;
INSERT INTO orders SELECT i, (i::bigint * 7919) % 20000, i % 900, md5(i::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE;
-- workload
-- name: orders_by_email
-- calls: 3000
-- params: c4711@example.org
-- params: c19@example.org
SELECT o.id, o.total, c.name FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = $1;
