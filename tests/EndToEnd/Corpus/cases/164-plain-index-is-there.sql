-- case: 164-plain-index-is-there
-- why: a customer has a hundred orders and the index on the customer is there; storing two columns in it saves a tenth of a millisecond and doubles it
-- kind: negative
-- expect: none
-- schema
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, total int NOT NULL, placed_at timestamptz NOT NULL, note text NOT NULL);
INSERT INTO orders SELECT i, (i::bigint * 7919) % 3000, i % 900, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 300000) AS i;
CREATE INDEX orders_customer ON orders (customer_id);
VACUUM ANALYZE orders;
-- workload
-- name: orders_of_a_customer
-- calls: 9000
-- params: 17
-- params: 2411
SELECT id, total FROM orders WHERE customer_id = $1;
