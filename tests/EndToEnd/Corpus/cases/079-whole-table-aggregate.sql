-- case: 079-whole-table-aggregate
-- why: every row enters the sums
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON entries (kind)
-- schema
CREATE TABLE entries (id int PRIMARY KEY, kind int NOT NULL, amount numeric(10, 2) NOT NULL, text text NOT NULL);
INSERT INTO entries SELECT i, i % 12, i % 900, md5(i::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE entries;
-- workload
-- name: totals
-- calls: 20
SELECT kind, sum(amount), max(length(text)) FROM entries GROUP BY kind ORDER BY kind;
