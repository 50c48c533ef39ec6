-- case: 012-few-nulls
-- why: one shipment in a hundred is not picked yet, and nobody asks for the others: an index of the open ones is a hundredth of a full one
-- kind: positive
-- expect: CREATE INDEX ON shipments (warehouse_id) WHERE picked_at IS NULL
-- rejected: CREATE INDEX ON shipments (warehouse_id)
-- rejected: CREATE INDEX ON shipments (warehouse_id, picked_at)
-- schema
CREATE TABLE shipments (id int PRIMARY KEY, warehouse_id int NOT NULL, picked_at timestamptz, address text NOT NULL);
INSERT INTO shipments SELECT i, (i * 7) % 20, CASE WHEN (i::bigint * 7919) % 101 <> 0 THEN timestamptz '2025-01-01 00:00+00' + i * interval '1 minute' END, md5(i::text) || md5((i * 3)::text) || md5((i * 5)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE shipments;
-- workload
-- name: to_pick
-- calls: 6000
-- params: 4
-- params: 15
SELECT id, address FROM shipments WHERE warehouse_id = $1 AND picked_at IS NULL;

-- name: pick
-- calls: 1500
-- params: 1717
UPDATE shipments SET picked_at = now() WHERE id = $1;
