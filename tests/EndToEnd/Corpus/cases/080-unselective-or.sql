-- case: 080-unselective-or
-- why: one side of the OR is rare, but the other is two thirds of the table, and an OR is read by its wider side
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON assets (owner_id)
-- rejected: CREATE INDEX ON assets (owner_id) + CREATE INDEX ON assets (shared)
-- schema
CREATE TABLE assets (id int PRIMARY KEY, owner_id int NOT NULL, shared boolean NOT NULL, size int NOT NULL, text text NOT NULL);
INSERT INTO assets SELECT i, (i::bigint * 7919) % 20000, i % 3 <> 0, i % 1000, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE assets;
-- workload
-- name: size_of_what_i_see
-- calls: 200
-- params: 17
-- params: 19000
SELECT sum(size), max(length(text)) FROM assets WHERE owner_id = $1 OR shared;
