-- case: 046-schema-of-the-search-path
-- why: the database's search_path leads to the table, which is not in public
-- kind: positive
-- expect: CREATE INDEX ON billing.charges (account_id) OR CREATE INDEX ON charges (account_id)
-- schema
CREATE SCHEMA billing;
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = billing, public', current_database()); END $$;
CREATE TABLE billing.charges (id int PRIMARY KEY, account_id int NOT NULL, amount numeric(10, 2) NOT NULL, text text NOT NULL);
INSERT INTO billing.charges SELECT i, (i::bigint * 7919) % 20000, i % 500, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE billing.charges;
-- workload
-- name: charges_of_account
-- calls: 4000
-- params: 17
-- params: 19000
SELECT id, amount, text FROM charges WHERE account_id = $1;
