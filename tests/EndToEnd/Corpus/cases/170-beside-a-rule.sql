-- case: 170-beside-a-rule
-- why: a statement that a rule rewrites to nothing has no plan, and does not keep the other one from its index
-- kind: positive
-- expect: CREATE INDEX ON entries (account_id)
-- schema
CREATE TABLE ledger (id int PRIMARY KEY, amount int NOT NULL);
CREATE RULE ledger_stays AS ON DELETE TO ledger DO INSTEAD NOTHING;
CREATE TABLE entries (id int PRIMARY KEY, account_id int NOT NULL, amount int NOT NULL, note text NOT NULL);
SELECT setseed(0.17);
INSERT INTO ledger SELECT i, i % 90 FROM generate_series(1, 2000) AS i;
INSERT INTO entries SELECT i, 1 + floor(random() * 20000)::int, i % 90, repeat('n', 80) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE ledger;
VACUUM ANALYZE entries;
-- workload
-- name: forget
-- calls: 100
-- params: 17
DELETE FROM ledger WHERE id = $1;
-- name: of_account
-- calls: 5000
-- params: 17
-- params: 19000
SELECT id, amount FROM entries WHERE account_id = $1;
