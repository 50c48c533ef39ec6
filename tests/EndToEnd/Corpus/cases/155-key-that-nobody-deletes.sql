-- case: 155-key-that-nobody-deletes
-- why: the foreign key has no index, and no statement searches by it, joins by it or deletes what it refers to
-- kind: negative
-- expect: none
-- schema
CREATE TABLE kinds (id int PRIMARY KEY, label text NOT NULL);
CREATE TABLE things (id int PRIMARY KEY, kind_id int NOT NULL REFERENCES kinds, name text NOT NULL);
INSERT INTO kinds SELECT i, 'kind ' || i FROM generate_series(1, 40) AS i;
INSERT INTO things SELECT i, 1 + i % 40, md5(i::text) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE;
-- workload
-- name: one
-- calls: 50000
-- params: 17
-- params: 90000
SELECT t.id, t.name, k.label FROM things t JOIN kinds k ON k.id = t.kind_id WHERE t.id = $1;
-- name: add
-- calls: 4000
-- params: 200001, 7, 'x'
INSERT INTO things (id, kind_id, name) VALUES ($1, $2, $3);
