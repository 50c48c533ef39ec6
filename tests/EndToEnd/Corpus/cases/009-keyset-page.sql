-- case: 009-keyset-page
-- why: 1,000 events share a day, so that the page needs both columns of the row comparison in the index
-- kind: positive
-- expect: CREATE INDEX ON events (happened_on DESC, id DESC) OR CREATE INDEX ON events (happened_on, id)
-- rejected: CREATE INDEX ON events (happened_on)
-- schema
CREATE TABLE events (id int PRIMARY KEY, happened_on date NOT NULL, what text NOT NULL, detail text NOT NULL);
INSERT INTO events SELECT i, date '2025-01-01' + ((i * 37) % 200), md5(i::text), repeat(md5((i * 3)::text), 2) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE events;
-- workload
-- name: next_page
-- calls: 10000
-- params: 2025-06-01, 150000
-- params: 2025-02-11, 20000
SELECT id, happened_on, what, detail FROM events WHERE (happened_on, id) < ($1, $2) ORDER BY happened_on DESC, id DESC LIMIT 20;
