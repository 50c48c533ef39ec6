-- case: 070-skewed-values
-- why: the rare states are found by the index that is there, and the common one is read in full, rightly
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON parcels (state, id)
-- schema
CREATE TABLE parcels (id int PRIMARY KEY, state text NOT NULL, weight int NOT NULL, address text NOT NULL);
INSERT INTO parcels SELECT i, CASE WHEN i % 1000 = 7 THEN 'lost' WHEN i % 500 = 11 THEN 'damaged' ELSE 'delivered' END, i % 900, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
CREATE INDEX parcels_state ON parcels (state);
VACUUM ANALYZE parcels;
-- workload
-- name: in_state
-- calls: 3000
-- params: lost
-- params: damaged
SELECT id, address FROM parcels WHERE state = $1;

-- name: weight_of_delivered
-- calls: 12
SELECT avg(weight) FROM parcels WHERE state = 'delivered' AND address IS NOT NULL;
