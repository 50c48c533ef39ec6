-- case: 131-last-seen-is-written
-- why: each call of a device writes the time it was seen, in place as long as no index holds it; the list of the silent ones is asked for four times an hour
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON devices (last_seen)
-- schema
CREATE TABLE devices (id int PRIMARY KEY, name text NOT NULL, last_seen timestamptz NOT NULL) WITH (fillfactor = 80);
SELECT setseed(0.131);
INSERT INTO devices SELECT i, 'device ' || i, timestamptz '2025-05-01 00:00+00' + random() * interval '20 days' FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE devices;
-- workload
-- name: seen
-- calls: 1500000
-- params: 17
-- params: 99000
UPDATE devices SET last_seen = now() WHERE id = $1;
-- name: silent
-- calls: 4
-- params: 2025-05-01 06:00
-- params: 2025-05-01 05:00
SELECT id, name, last_seen FROM devices WHERE last_seen < $1;
