-- case: 069-order-misleads-through-a-join
-- why: the shops of that region closed long ago; with an index on the date the planner walks through all the newer sales for their last ten, and the join cannot be indexed away
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON sales (sold_at)
-- rejected: CREATE INDEX ON sales (shop_id)
-- rejected: CREATE INDEX ON sales (shop_id, sold_at)
-- schema
CREATE TABLE shops (id int PRIMARY KEY, region text NOT NULL, name text NOT NULL);
CREATE TABLE sales (id int PRIMARY KEY, shop_id int NOT NULL, sold_at timestamptz NOT NULL, amount numeric(10, 2) NOT NULL, text text NOT NULL);
INSERT INTO shops SELECT i, CASE WHEN i <= 200 THEN 'north' ELSE 'south' END, 'shop ' || i FROM generate_series(1, 1000) AS i;
INSERT INTO sales SELECT i, CASE WHEN d < 40000 THEN 1 + d % 200 ELSE 201 + d % 800 END, timestamptz '2025-01-01 00:00+00' + d * interval '1 minute', i % 900, md5(i::text) || md5((i + 1)::text)
FROM (SELECT i, (i::bigint * 15485863) % 200003 AS d FROM generate_series(1, 200000) AS i) s;
VACUUM ANALYZE;
-- workload
-- name: last_sales_of_region
-- calls: 500
-- params: north
SELECT s.id, s.amount, s.text, h.name FROM sales s JOIN shops h ON h.id = s.shop_id WHERE h.region = $1 ORDER BY s.sold_at DESC LIMIT 10;
