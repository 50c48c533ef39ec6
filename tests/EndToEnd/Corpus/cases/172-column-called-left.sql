-- case: 172-column-called-left
-- why: a column may be called by a word that is a join's, and is to be quoted
-- kind: positive
-- expect: CREATE INDEX ON nodes ("left")
-- schema
CREATE TABLE nodes (id int PRIMARY KEY, "left" int NOT NULL, "right" int NOT NULL, note text NOT NULL);
SELECT setseed(0.172);
INSERT INTO nodes SELECT i, 1 + floor(random() * 20000)::int, i % 90, repeat('n', 80) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE nodes;
-- workload
-- name: at_the_left
-- calls: 5000
-- params: 17
-- params: 19000
SELECT id, "right", note FROM nodes WHERE "left" = $1;
