-- case: 129-served-already
-- why: every statement has its index: a unique key's prefix, an order read backwards, a predicate that is implied, an expression, a part of an included column
-- kind: negative
-- expect: none
-- schema
CREATE TABLE pages (id int PRIMARY KEY, site_id int NOT NULL, slug text NOT NULL, edited_at timestamptz NOT NULL, deleted_at timestamptz, title text NOT NULL, hits int NOT NULL, UNIQUE (site_id, slug));
SELECT setseed(0.129);
INSERT INTO pages SELECT i, 1 + i % 4000, 'slug-' || i, timestamptz '2025-01-01 00:00+00' + random() * interval '300 days', CASE WHEN i % 40 = 0 THEN now() END, md5(i::text), 0 FROM generate_series(1, 160000) AS i;
CREATE INDEX pages_edited ON pages (edited_at) WHERE deleted_at IS NULL;
CREATE INDEX pages_title ON pages (lower(title)) INCLUDE (hits);
VACUUM ANALYZE pages;
-- workload
-- name: of_site
-- calls: 9000
-- params: 17
-- params: 3900
SELECT id, slug, title FROM pages WHERE site_id = $1 ORDER BY slug;
-- name: by_slug
-- calls: 90000
-- params: 18, 'slug-4017'
SELECT id, title FROM pages WHERE site_id = $1 AND slug = $2;
-- name: newest
-- calls: 3000
SELECT id, title, edited_at FROM pages WHERE deleted_at IS NULL ORDER BY edited_at DESC LIMIT 20;
-- name: by_title
-- calls: 3000
-- params: 'c4ca4238a0b923820dcc509a6f75849b'
SELECT id, hits FROM pages WHERE lower(title) = lower($1) AND deleted_at IS NULL;
-- name: of_some
-- calls: 3000
-- params: {1,5,900}
SELECT id, slug FROM pages WHERE id = ANY($1::int[]) AND site_id > 0;
