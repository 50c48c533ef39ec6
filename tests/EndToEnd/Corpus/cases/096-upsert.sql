-- case: 096-upsert
-- why: the conflict is found by the unique key, and the rows are read by it
-- kind: negative
-- expect: none
-- schema
CREATE TABLE counters (shop_id int NOT NULL, day date NOT NULL, views int NOT NULL, PRIMARY KEY (shop_id, day));
INSERT INTO counters SELECT i % 500, date '2025-01-01' + i / 500, i FROM generate_series(0, 99999) AS i;
VACUUM ANALYZE counters;
-- workload
-- name: view
-- calls: 90000
-- params: 17, 2025-03-03
-- params: 499, 2026-01-01
INSERT INTO counters VALUES ($1, $2, 1) ON CONFLICT (shop_id, day) DO UPDATE SET views = counters.views + 1;

-- name: month
-- calls: 3000
-- params: 17, 2025-03-01, 2025-03-31
SELECT day, views FROM counters WHERE shop_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day;
