-- case: 113-nested-json-key
-- why: the key is two levels deep; an index on the whole path is what finds the four events of a user
-- kind: positive
-- expect: CREATE INDEX ON hooks ((payload -> 'user' ->> 'id'))
-- schema
CREATE TABLE hooks (id int PRIMARY KEY, received_at timestamptz NOT NULL, payload jsonb NOT NULL);
SELECT setseed(0.113);
INSERT INTO hooks SELECT i, timestamptz '2025-01-01 00:00+00' + i * interval '20 seconds', jsonb_build_object('kind', 'k' || i % 9, 'user', jsonb_build_object('id', 'u' || floor(random() * 30000)::int, 'ip', '10.0.0.' || i % 250)) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE hooks;
-- workload
-- name: of_user
-- calls: 6000
-- params: 'u17'
-- params: 'u29001'
SELECT id, received_at FROM hooks WHERE payload -> 'user' ->> 'id' = $1 ORDER BY received_at DESC;
