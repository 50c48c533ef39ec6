-- case: 160-join-of-a-partitioned-table
-- why: the lines of one order are looked for in every partition, by the column that joins them
-- kind: positive
-- expect: CREATE INDEX ON lines (order_id)
-- schema
CREATE TABLE orders (id int PRIMARY KEY, reference text NOT NULL UNIQUE);
CREATE TABLE lines (order_id int NOT NULL, region int NOT NULL, amount int NOT NULL, note text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE lines_1 PARTITION OF lines FOR VALUES IN (0, 1);
CREATE TABLE lines_2 PARTITION OF lines FOR VALUES IN (2, 3);
INSERT INTO orders SELECT i, 'R' || i FROM generate_series(1, 60000) AS i;
INSERT INTO lines SELECT (i::bigint * 7919) % 60000 + 1, i % 4, i % 500, md5(i::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE orders;
VACUUM ANALYZE lines;
-- workload
-- name: lines_of_a_reference
-- calls: 5000
-- params: R17
-- params: R40311
SELECT l.amount, l.note FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.reference = $1;
