-- case: 123-three-newest-by-window
-- why: the filter on the partitioning column goes below the window function, and each account has forty of 200,000 postings
-- kind: positive
-- expect: CREATE INDEX ON postings (account_id, booked_at DESC) OR CREATE INDEX ON postings (account_id) OR CREATE INDEX ON postings (account_id, booked_at)
-- schema
CREATE TABLE postings (id int PRIMARY KEY, account_id int NOT NULL, booked_at timestamptz NOT NULL, amount numeric(10,2) NOT NULL, memo text NOT NULL);
SELECT setseed(0.123);
INSERT INTO postings SELECT i, 1 + floor(random() * 5000)::int, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', 1.50, repeat('m', 70) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE postings;
-- workload
-- name: three_newest
-- calls: 4000
-- params: {17,18,4999}
-- params: {2500}
SELECT id, account_id, booked_at, amount FROM (SELECT p.*, row_number() OVER (PARTITION BY account_id ORDER BY booked_at DESC) AS place FROM postings p) AS ranked WHERE place <= 3 AND account_id = ANY($1::int[]);
