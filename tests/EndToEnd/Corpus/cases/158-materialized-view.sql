-- case: 158-materialized-view
-- why: a materialized view is read like a table, and can have indexes like one
-- kind: positive
-- expect: CREATE INDEX ON daily_totals (shop_id, day DESC) OR CREATE INDEX ON daily_totals (shop_id, day) OR CREATE INDEX ON daily_totals (shop_id)
-- schema
CREATE TABLE receipts (id int PRIMARY KEY, shop_id int NOT NULL, day date NOT NULL, total int NOT NULL);
SELECT setseed(0.158);
INSERT INTO receipts SELECT i, 1 + i % 1000, date '2024-01-01' + floor(random() * 300)::int, 10 + i % 90 FROM generate_series(1, 150000) AS i;
CREATE MATERIALIZED VIEW daily_totals AS SELECT shop_id, day, sum(total) AS total, count(*) AS receipts, repeat('m', 40) AS memo FROM receipts GROUP BY shop_id, day;
VACUUM ANALYZE;
-- workload
-- name: of_shop
-- calls: 9000
-- params: 17
-- params: 990
SELECT day, total, receipts FROM daily_totals WHERE shop_id = $1 ORDER BY day DESC LIMIT 30;
