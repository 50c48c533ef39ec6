-- case: 154-nearest-places
-- why: the ten nearest come out of a tree of points in that order
-- kind: positive
-- expect: CREATE INDEX ON places USING gist (spot)
-- schema
CREATE TABLE places (id int PRIMARY KEY, spot point NOT NULL, name text NOT NULL);
SELECT setseed(0.154);
INSERT INTO places SELECT i, point(random() * 1000, random() * 1000), repeat('n', 50) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE places;
-- workload
-- name: nearest
-- calls: 4000
-- params: '(500,500)'
-- params: '(10,990)'
SELECT id, name FROM places ORDER BY spot <-> $1::point LIMIT 10;
