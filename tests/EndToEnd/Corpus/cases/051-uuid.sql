-- case: 051-uuid
-- why: the public id is unique, but nothing says so to the server and no index finds it
-- kind: positive
-- expect: CREATE INDEX ON files (public_id)
-- schema
CREATE TABLE files (id int PRIMARY KEY, public_id uuid NOT NULL, path text NOT NULL);
INSERT INTO files SELECT i, md5(i::text)::uuid, '/files/' || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
ANALYZE files;
-- workload
-- name: by_public_id
-- calls: 20000
-- params: a0a080f4-2e6f-13b3-a2df-133f073095dd
-- params: c81e728d-9d4c-2f63-6f06-7f89cc14862c
SELECT id, path FROM files WHERE public_id = $1;
