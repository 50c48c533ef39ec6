-- case: 127-through-a-function
-- why: a stable SQL function that returns a set is planned with the statement that calls it, and searches the orders by customer
-- kind: positive
-- expect: CREATE INDEX ON purchases (customer_id) OR CREATE INDEX ON purchases (customer_id, bought_at DESC) OR CREATE INDEX ON purchases (customer_id, bought_at)
-- schema
CREATE TABLE purchases (id int PRIMARY KEY, customer_id int NOT NULL, bought_at timestamp NOT NULL, item text NOT NULL);
SELECT setseed(0.127);
INSERT INTO purchases SELECT i, 1 + floor(random() * 9000)::int, timestamp '2025-01-01' + i * interval '1 minute', repeat('i', 70) FROM generate_series(1, 150000) AS i;
CREATE FUNCTION purchases_of(customer int) RETURNS SETOF purchases LANGUAGE sql STABLE AS 'SELECT * FROM purchases WHERE customer_id = customer';
VACUUM ANALYZE purchases;
-- workload
-- name: history
-- calls: 5000
-- params: 17
-- params: 8800
SELECT id, item FROM purchases_of($1) ORDER BY bought_at DESC;
