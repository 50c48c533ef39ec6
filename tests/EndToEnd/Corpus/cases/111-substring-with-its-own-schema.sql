-- case: 111-substring-with-its-own-schema
-- why: the extension lives in the schema extensions, as hosted databases have it, and the class is named there
-- kind: positive
-- expect: CREATE INDEX ON products USING gin (title extensions.gin_trgm_ops)
-- schema
CREATE SCHEMA extensions;
CREATE EXTENSION pg_trgm SCHEMA extensions;
CREATE TABLE products (id int PRIMARY KEY, title text NOT NULL, price int NOT NULL);
INSERT INTO products SELECT i, 'Item ' || md5(i::text) || ' ' || md5((i * 7)::text), i % 500 FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE products;
-- workload
-- name: search
-- calls: 4000
-- params: '%FF00A%'
-- params: '%1c383c%'
SELECT id, title, price FROM products WHERE title ILIKE $1 LIMIT 50;
