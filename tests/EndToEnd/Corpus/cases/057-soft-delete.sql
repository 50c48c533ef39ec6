-- case: 057-soft-delete
-- why: nineteen of twenty rows are alive, so that the predicate is no filter; whether the index repeats it hardly matters
-- kind: positive
-- expect: CREATE INDEX ON folders (organization_id) OR CREATE INDEX ON folders (organization_id) WHERE deleted_at IS NULL
-- rejected: CREATE INDEX ON folders (organization_id, deleted_at)
-- schema
CREATE TABLE folders (id int PRIMARY KEY, organization_id int NOT NULL, deleted_at timestamptz, name text NOT NULL);
INSERT INTO folders SELECT i, (i::bigint * 7919) % 10000, CASE WHEN ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 20 = 3 THEN timestamptz '2025-01-01 00:00+00' END, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE folders;
-- workload
-- name: folders_of_organization
-- calls: 4000
-- params: 17
-- params: 9123
SELECT id, name FROM folders WHERE organization_id = $1 AND deleted_at IS NULL;
