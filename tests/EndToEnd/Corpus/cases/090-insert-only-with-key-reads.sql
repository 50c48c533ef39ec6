-- case: 090-insert-only-with-key-reads
-- why: everything is found by its primary key
-- kind: negative
-- expect: none
-- schema
CREATE TABLE blobs (id uuid PRIMARY KEY, size int NOT NULL, kind text NOT NULL);
INSERT INTO blobs SELECT md5(i::text)::uuid, i, 'kind ' || i % 9 FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE blobs;
-- workload
-- name: put
-- calls: 5000
-- params: 100000, 'kind 3'
INSERT INTO blobs VALUES (gen_random_uuid(), $1, $2);

-- name: get
-- calls: 80000
-- params: a0a080f4-2e6f-13b3-a2df-133f073095dd
-- params: c81e728d-9d4c-2f63-6f06-7f89cc14862c
SELECT size, kind FROM blobs WHERE id = $1;
