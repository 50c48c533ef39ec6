-- case: 130-two-fifths-of-the-rows
-- why: the range holds two fifths of the rows, and all their columns are wanted
-- kind: negative
-- expect: none
-- schema
CREATE TABLE offers (id int PRIMARY KEY, price int NOT NULL, region int NOT NULL, body text NOT NULL);
SELECT setseed(0.130);
INSERT INTO offers SELECT i, floor(random() * 1000)::int, floor(random() * 3)::int, repeat('b', 60) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE offers;
-- workload
-- name: dear_ones
-- calls: 300
-- params: 600
-- params: 620
SELECT * FROM offers WHERE price >= $1;
-- name: of_region
-- calls: 300
-- params: 0
-- params: 2
SELECT * FROM offers WHERE region = $1;
