-- case: 074-bound-as-numeric
-- why: the parameter is cast to numeric and takes the key with it; bound as bigint the primary key serves
-- kind: trap
-- expect: none
-- expect-finding: cast on column id
-- schema
CREATE TABLE coupons (id bigint PRIMARY KEY, code text NOT NULL, note text NOT NULL);
INSERT INTO coupons SELECT i, md5(i::text), md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE coupons;
-- workload
-- name: coupon
-- calls: 8000
-- params: 4711
-- params: 140000
SELECT id, code, note FROM coupons WHERE id = $1::numeric;
