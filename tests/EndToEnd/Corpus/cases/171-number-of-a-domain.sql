-- case: 171-number-of-a-domain
-- why: a domain over integer is printed with a cast in plans, and a plain index on the column serves it
-- kind: positive
-- expect: CREATE INDEX ON seats (hall)
-- schema
CREATE DOMAIN hall_number AS int CHECK (VALUE > 0);
CREATE TABLE seats (id int PRIMARY KEY, hall hall_number NOT NULL, price int NOT NULL, note text NOT NULL);
SELECT setseed(0.171);
INSERT INTO seats SELECT i, 1 + floor(random() * 20000)::int, i % 90, repeat('n', 80) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE seats;
-- workload
-- name: of_hall
-- calls: 5000
-- params: 17
-- params: 19000
SELECT id, price, note FROM seats WHERE hall = $1;
