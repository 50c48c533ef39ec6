-- case: 147-newest-id
-- why: the ends of the primary key, a page by it and a count by an estimate: nothing to add
-- kind: negative
-- expect: none
-- schema
CREATE TABLE feed (id bigint PRIMARY KEY, kind text NOT NULL, body text NOT NULL);
INSERT INTO feed SELECT i, 'k' || i % 4, repeat('b', 80) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE feed;
-- workload
-- name: newest
-- calls: 60000
SELECT max(id) FROM feed;
-- name: page
-- calls: 30000
-- params: 60000
-- params: 119000
SELECT id, kind, body FROM feed WHERE id > $1 ORDER BY id LIMIT 100;
-- name: page_of_kind
-- calls: 3000
-- params: 60000, 'k1'
SELECT id, body FROM feed WHERE id > $1 AND kind = $2 ORDER BY id LIMIT 20;
