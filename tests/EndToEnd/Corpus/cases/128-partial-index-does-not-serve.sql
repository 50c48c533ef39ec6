-- case: 128-partial-index-does-not-serve
-- why: the index there holds the open claims only, and this statement wants all of a customer
-- kind: positive
-- expect: CREATE INDEX ON claims (customer_id)
-- schema
CREATE TABLE claims (id int PRIMARY KEY, customer_id int NOT NULL, status text NOT NULL, story text NOT NULL);
SELECT setseed(0.128);
INSERT INTO claims SELECT i, 1 + floor(random() * 15000)::int, CASE WHEN random() < 0.1 THEN 'open' ELSE 'closed' END, repeat('s', 100) FROM generate_series(1, 150000) AS i;
CREATE INDEX claims_open ON claims (customer_id) WHERE status = 'open';
VACUUM ANALYZE claims;
-- workload
-- name: open_of_customer
-- calls: 9000
-- params: 17
-- params: 14000
SELECT id, story FROM claims WHERE customer_id = $1 AND status = 'open';
-- name: all_of_customer
-- calls: 3000
-- params: 17
-- params: 14000
SELECT id, status, story FROM claims WHERE customer_id = $1;
