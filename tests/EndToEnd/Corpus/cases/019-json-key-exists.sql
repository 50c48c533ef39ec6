-- case: 019-json-key-exists
-- why: whether a key exists is answered by the default operator class of GIN only; jsonb_path_ops does not know it
-- kind: positive
-- expect: CREATE INDEX ON devices USING gin (settings)
-- rejected: CREATE INDEX ON devices USING gin (settings jsonb_path_ops)
-- schema
CREATE TABLE devices (id int PRIMARY KEY, settings jsonb NOT NULL);
INSERT INTO devices SELECT i, jsonb_build_object('volume', i % 10, 'feature_' || i % 500, true, 'name', md5(i::text)) FROM generate_series(1, 80000) AS i;
VACUUM ANALYZE devices;
-- workload
-- name: with_feature
-- calls: 2500
-- params: 'feature_77'
-- params: 'feature_491'
SELECT id, settings FROM devices WHERE settings ? $1;
