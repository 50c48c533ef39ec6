-- case: 108-month-of-a-timestamp
-- why: date_trunc of a timestamp without zone is immutable, and a store sells some 80 of 200,000 things a month
-- kind: positive
-- expect: CREATE INDEX ON sales (store_id, (date_trunc('month', sold_at))) OR CREATE INDEX ON sales ((date_trunc('month', sold_at)), store_id)
-- rejected: CREATE INDEX ON sales (store_id)
-- schema
CREATE TABLE sales (id int PRIMARY KEY, store_id int NOT NULL, sold_at timestamp NOT NULL, amount numeric(8,2) NOT NULL, note text NOT NULL);
SELECT setseed(0.18);
INSERT INTO sales SELECT i, 1 + floor(random() * 50)::int, timestamp '2021-01-01' + random() * interval '1460 days', (random() * 100)::numeric(8,2), repeat('n', 60) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE sales;
-- workload
-- name: month_of_a_store
-- calls: 3000
-- params: 7, 2022-03-01
-- params: 49, 2024-10-01
SELECT sum(amount), max(amount), max(note) FROM sales WHERE store_id = $1 AND date_trunc('month', sold_at) = $2;
