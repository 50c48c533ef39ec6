-- case: 143-month-of-an-account
-- why: the month's partition is chosen by the planner; in it the account has a dozen of 60,000 rows
-- kind: positive
-- expect: CREATE INDEX ON usage (account_id) OR CREATE INDEX ON usage (account_id, day) OR CREATE INDEX ON usage (account_id, day DESC) OR CREATE INDEX ON usage (day, account_id)
-- schema
CREATE TABLE usage (account_id int NOT NULL, day date NOT NULL, bytes bigint NOT NULL, detail text NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE usage_01 PARTITION OF usage FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE usage_02 PARTITION OF usage FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
CREATE TABLE usage_03 PARTITION OF usage FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');
SELECT setseed(0.143);
INSERT INTO usage SELECT 1 + floor(random() * 5000)::int, date '2025-01-01' + floor(random() * 90)::int, 100, repeat('d', 60) FROM generate_series(1, 180000) AS i;
VACUUM ANALYZE usage;
-- workload
-- name: of_a_month
-- calls: 6000
-- params: 17, 2025-01-01, 2025-02-01
-- params: 4900, 2025-03-01, 2025-04-01
SELECT day, bytes FROM usage WHERE account_id = $1 AND day >= $2 AND day < $3 ORDER BY day;
