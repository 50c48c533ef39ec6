-- case: 071-not-worth-it
-- why: one call an hour of some milliseconds is nothing beside the 100,000 others, and an index is not free
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON profiles (imported_from)
-- schema
CREATE TABLE profiles (id int PRIMARY KEY, imported_from text NOT NULL, visits int NOT NULL, bio text NOT NULL);
INSERT INTO profiles SELECT i, 'source ' || (i::bigint * 7919) % 3000, 0, md5(i::text) FROM generate_series(1, 60000) AS i;
VACUUM ANALYZE profiles;
-- workload
-- name: profile
-- calls: 100000
-- params: 4711
-- params: 59000
SELECT id, visits, bio FROM profiles WHERE id = $1;

-- name: imported_from
-- calls: 1
-- params: source 17
SELECT id, bio FROM profiles WHERE imported_from = $1;
