-- case: 112-trigrams-are-there
-- why: the trigram index of the search exists, with its class in another schema
-- kind: negative
-- expect: none
-- schema
CREATE SCHEMA extensions;
CREATE EXTENSION pg_trgm SCHEMA extensions;
CREATE TABLE products (id int PRIMARY KEY, title text NOT NULL, price int NOT NULL);
INSERT INTO products SELECT i, 'Item ' || md5(i::text) || ' ' || md5((i * 7)::text), i % 500 FROM generate_series(1, 120000) AS i;
CREATE INDEX products_title_trgm ON products USING gin (title extensions.gin_trgm_ops);
VACUUM ANALYZE products;
-- workload
-- name: search
-- calls: 4000
-- params: '%FF00A%'
-- params: '%1c383c%'
SELECT id, title, price FROM products WHERE title ILIKE $1 LIMIT 50;
-- name: one
-- calls: 40000
-- params: 77
SELECT id, title, price FROM products WHERE id = $1;
