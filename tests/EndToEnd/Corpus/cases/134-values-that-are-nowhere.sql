-- case: 134-values-that-are-nowhere
-- why: the values asked for are not in the table (a first sight of a webhook); to learn that, the whole of it is read
-- kind: positive
-- expect: CREATE INDEX ON deliveries (event_key)
-- schema
CREATE TABLE deliveries (id int PRIMARY KEY, event_key text NOT NULL, body text NOT NULL);
INSERT INTO deliveries SELECT i, 'evt_' || md5(i::text), repeat('b', 80) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE deliveries;
-- workload
-- name: seen_before
-- calls: 8000
-- params: 'evt_not_there'
-- params: 'evt_neither'
SELECT 1 FROM deliveries WHERE event_key = $1 LIMIT 1;
