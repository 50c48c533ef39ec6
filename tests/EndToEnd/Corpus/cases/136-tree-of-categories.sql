-- case: 136-tree-of-categories
-- why: each step of the recursion searches the children of what the last one found
-- kind: positive
-- expect: CREATE INDEX ON categories (parent_id)
-- schema
CREATE TABLE categories (id int PRIMARY KEY, parent_id int REFERENCES categories, name text NOT NULL);
INSERT INTO categories SELECT i, CASE WHEN i > 20 THEN i / 20 END, md5(i::text) || repeat('n', 40) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE categories;
-- workload
-- name: below
-- calls: 3000
-- params: 300
-- params: 4000
WITH RECURSIVE below AS (SELECT id, name, 0 AS depth FROM categories WHERE id = $1 UNION ALL SELECT c.id, c.name, b.depth + 1 FROM categories c JOIN below b ON c.parent_id = b.id) SELECT id, name, depth FROM below;
