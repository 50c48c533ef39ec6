-- case: 042-through-a-view
-- why: the statement names a view; the index belongs to the table below it
-- kind: positive
-- expect: CREATE INDEX ON subscriptions (account_id)
-- schema
CREATE TABLE plans (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE subscriptions (id int PRIMARY KEY, account_id int NOT NULL, plan_id int NOT NULL, note text NOT NULL);
INSERT INTO plans SELECT i, 'plan ' || i FROM generate_series(0, 9) AS i;
INSERT INTO subscriptions SELECT i, (i::bigint * 7919) % 30000, i % 10, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
CREATE VIEW subscription_list AS SELECT s.id, s.account_id, p.name AS plan, s.note FROM subscriptions s JOIN plans p ON p.id = s.plan_id;
VACUUM ANALYZE;
-- workload
-- name: subscriptions_of_account
-- calls: 4000
-- params: 17
-- params: 29123
SELECT * FROM subscription_list WHERE account_id = $1;
