-- case: 087-random-order
-- why: the order is drawn anew for every call
-- kind: negative
-- expect: none
-- schema
CREATE TABLE quotes (id int PRIMARY KEY, text text NOT NULL);
INSERT INTO quotes SELECT i, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 60000) AS i;
VACUUM ANALYZE quotes;
-- workload
-- name: any_quote
-- calls: 500
SELECT id, text FROM quotes ORDER BY random() LIMIT 1;
