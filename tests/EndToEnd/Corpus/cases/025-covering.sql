-- case: 025-covering
-- why: a merchant has 1,500 payments on as many pages; with the amount in the index no page of the table is read
-- kind: positive
-- expect: CREATE INDEX ON payments (merchant_id) INCLUDE (amount) OR CREATE INDEX ON payments (merchant_id, amount)
-- rejected: CREATE INDEX ON payments (merchant_id)
-- schema
CREATE TABLE payments (id int PRIMARY KEY, merchant_id int NOT NULL, amount int NOT NULL, memo text NOT NULL);
INSERT INTO payments SELECT i, (i * 37) % 200, (i::bigint * 7919) % 10000, repeat(md5(i::text), 4) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE payments;
-- workload
-- name: turnover
-- calls: 6000
-- params: 17
-- params: 161
SELECT sum(amount), count(*) FROM payments WHERE merchant_id = $1;
