-- case: 061-most-of-the-rows
-- why: seven of ten accounts are active and stand on all pages: an index would lead to every one of them
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON accounts (status)
-- schema
CREATE TABLE accounts (id int PRIMARY KEY, status text NOT NULL, balance numeric(12, 2) NOT NULL, name text NOT NULL);
INSERT INTO accounts SELECT i, CASE WHEN i % 10 < 7 THEN 'active' ELSE 'closed' END, i % 5000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE accounts;
-- workload
-- name: average_name_length
-- calls: 60
-- params: active
SELECT avg(length(name)), sum(balance) FROM accounts WHERE status = $1;
