-- case: 034-maximum-of-a-group
-- why: the highest revision of a document with 500: the last entry of its part of the index
-- kind: positive
-- expect: CREATE INDEX ON revisions (document_id, number) OR CREATE INDEX ON revisions (document_id, number DESC)
-- rejected: CREATE INDEX ON revisions (document_id)
-- rejected: CREATE INDEX ON revisions (number)
-- schema
CREATE TABLE revisions (id int PRIMARY KEY, document_id int NOT NULL, number int NOT NULL, body text NOT NULL);
INSERT INTO revisions SELECT i, (i * 37) % 400, ((i::bigint * 7919) % 200000) / 400, repeat(md5(i::text), 3) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE revisions;
-- workload
-- name: next_number
-- calls: 6000
-- params: 42
-- params: 87
SELECT max(number) FROM revisions WHERE document_id = $1;
