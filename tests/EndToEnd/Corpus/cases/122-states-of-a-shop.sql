-- case: 122-states-of-a-shop
-- why: 3,000 wide rows of a shop lie on as many pages; with the state in the index none of them is read
-- kind: positive
-- expect: CREATE INDEX ON parcels (shop_id, state) OR CREATE INDEX ON parcels (shop_id) INCLUDE (state)
-- rejected: CREATE INDEX ON parcels (shop_id)
-- schema
CREATE TABLE parcels (id int PRIMARY KEY, shop_id int NOT NULL, state text NOT NULL, label text NOT NULL);
SELECT setseed(0.122);
INSERT INTO parcels SELECT i, 1 + floor(random() * 60)::int, (ARRAY['new', 'packed', 'sent', 'lost'])[1 + floor(random() * 4)::int], repeat('l', 220) FROM generate_series(1, 180000) AS i;
VACUUM ANALYZE parcels;
-- workload
-- name: board
-- calls: 6000
-- params: 5
-- params: 59
SELECT state, count(*) FROM parcels WHERE shop_id = $1 GROUP BY state;
