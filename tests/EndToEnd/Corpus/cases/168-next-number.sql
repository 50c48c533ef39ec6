-- case: 168-next-number
-- why: the greatest number of a document is the end of an index on both columns; a document has 3,000, and walking back over all numbers would pass those of others
-- kind: positive
-- expect: CREATE INDEX ON entries (document_id, number) OR CREATE INDEX ON entries (document_id, number DESC)
-- rejected: CREATE INDEX ON entries (number)
-- schema
CREATE TABLE entries (id int PRIMARY KEY, document_id int NOT NULL, number int NOT NULL, text text NOT NULL);
INSERT INTO entries SELECT i, (i - 1) / 3000, i, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE entries;
-- workload
-- name: next_number
-- calls: 8000
-- params: 17
-- params: 73
SELECT coalesce(max(number), 0) + 1 FROM entries WHERE document_id = $1;
