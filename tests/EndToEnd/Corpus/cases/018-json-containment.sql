-- case: 018-json-containment
-- why: containment in a document is what a GIN index of its paths is for
-- kind: positive
-- expect: CREATE INDEX ON products USING gin (attributes jsonb_path_ops)
-- rejected: CREATE INDEX ON products USING gin (attributes)
-- schema
CREATE TABLE products (id int PRIMARY KEY, attributes jsonb NOT NULL);
INSERT INTO products SELECT i, jsonb_build_object('color', 'c' || i % 97, 'size', (i / 97) % 41, 'brand', 'b' || i % 7, 'text', md5(i::text)) FROM generate_series(1, 80000) AS i;
VACUUM ANALYZE products;
-- workload
-- name: by_attributes
-- calls: 4000
-- params: '{"color": "c13", "size": 7}'
-- params: '{"color": "c96", "size": 40}'
SELECT id, attributes FROM products WHERE attributes @> $1;
