-- case: 135-beside-broken-statements
-- why: a statement with a typing error, one on a table that is gone and one that takes minutes do not keep the good one from its index
-- kind: positive
-- expect: CREATE INDEX ON stays (guest_id)
-- schema
CREATE TABLE stays (id int PRIMARY KEY, guest_id int NOT NULL, nights int NOT NULL, note text NOT NULL);
SELECT setseed(0.135);
INSERT INTO stays SELECT i, 1 + floor(random() * 20000)::int, 1 + i % 9, repeat('n', 80) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE stays;
-- workload
-- name: broken
-- calls: 100
-- params: 1
SELECT id FORM stays WHERE nights = $1;
-- name: gone
-- calls: 100
-- params: 1
SELECT id FROM stays_of_last_year WHERE guest_id = $1;
-- name: endless
-- calls: 1
SELECT count(*) FROM stays a JOIN stays b ON a.id * 7 % 1000 < b.id % 1000;
-- name: of_guest
-- calls: 5000
-- params: 17
-- params: 19000
SELECT id, nights FROM stays WHERE guest_id = $1;
