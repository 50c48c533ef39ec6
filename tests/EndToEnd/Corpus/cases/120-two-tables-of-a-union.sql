-- case: 120-two-tables-of-a-union
-- why: both halves of the union search their table by its owner
-- kind: positive
-- expect: CREATE INDEX ON calls (contact_id) OR CREATE INDEX ON calls (contact_id, at) OR CREATE INDEX ON calls (contact_id, at DESC)
-- expect: CREATE INDEX ON mails (contact_id) OR CREATE INDEX ON mails (contact_id, at) OR CREATE INDEX ON mails (contact_id, at DESC)
-- schema
CREATE TABLE calls (id int PRIMARY KEY, contact_id int NOT NULL, at timestamp NOT NULL, seconds int NOT NULL, memo text NOT NULL);
CREATE TABLE mails (id int PRIMARY KEY, contact_id int NOT NULL, at timestamp NOT NULL, subject text NOT NULL);
SELECT setseed(0.120);
INSERT INTO calls SELECT i, 1 + floor(random() * 9000)::int, timestamp '2025-01-01' + i * interval '1 minute', i % 900, repeat('m', 60) FROM generate_series(1, 100000) AS i;
INSERT INTO mails SELECT i, 1 + floor(random() * 9000)::int, timestamp '2025-01-01' + i * interval '50 seconds', repeat('s', 60) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE;
-- workload
-- name: history
-- calls: 6000
-- params: 55
-- params: 8500
SELECT 'call' AS kind, id, at FROM calls WHERE contact_id = $1 UNION ALL SELECT 'mail', id, at FROM mails WHERE contact_id = $1 ORDER BY at DESC LIMIT 30;
