-- case: 047-qualified-schema
-- why: two schemas have a table of this name, and the statement reads the one that has no index
-- kind: positive
-- expect: CREATE INDEX ON archive.entries (owner_id)
-- schema
CREATE SCHEMA archive;
CREATE TABLE entries (id int PRIMARY KEY, owner_id int NOT NULL, body text NOT NULL);
CREATE TABLE archive.entries (id int PRIMARY KEY, owner_id int NOT NULL, body text NOT NULL);
INSERT INTO entries SELECT i, i % 5000, md5(i::text) FROM generate_series(1, 30000) AS i;
INSERT INTO archive.entries SELECT i, (i::bigint * 7919) % 20000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
CREATE INDEX entries_owner ON entries (owner_id);
VACUUM ANALYZE;
-- workload
-- name: entries_of_owner
-- calls: 4000
-- params: 17
-- params: 4990
SELECT id, body FROM entries WHERE owner_id = $1;

-- name: archive_of_owner
-- calls: 3000
-- params: 17
-- params: 19990
SELECT id, body FROM archive.entries WHERE owner_id = $1;
