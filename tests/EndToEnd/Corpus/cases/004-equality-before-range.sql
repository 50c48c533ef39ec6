-- case: 004-equality-before-range
-- why: the account comes first because a range ends the part of the key that an index can seek by
-- kind: positive
-- expect: CREATE INDEX ON ledger (account_id, booked_at) OR CREATE INDEX ON ledger (account_id, booked_at DESC)
-- rejected: CREATE INDEX ON ledger (account_id)
-- rejected: CREATE INDEX ON ledger (booked_at)
-- rejected: CREATE INDEX ON ledger (booked_at, account_id)
-- schema
CREATE TABLE ledger (id int PRIMARY KEY, booked_at timestamp NOT NULL, account_id int NOT NULL, amount numeric(12, 2) NOT NULL, text text NOT NULL);
INSERT INTO ledger SELECT i, timestamp '2025-01-01' + ((i::bigint * 15485863) % 525600) * interval '1 minute', (i * 31) % 100, i % 1000, md5(i::text) || md5((i * 7)::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE ledger;
-- workload
-- name: week_of_account
-- calls: 4000
-- params: 17, 2025-03-03, 2025-03-10
-- params: 80, 2025-11-10, 2025-11-17
SELECT id, booked_at, amount, text FROM ledger WHERE account_id = $1 AND booked_at >= $2 AND booked_at < $3;
