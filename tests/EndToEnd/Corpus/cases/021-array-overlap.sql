-- case: 021-array-overlap
-- why: overlap with a few rare labels selects some hundred of 100,000 recipes, element by element
-- kind: positive
-- expect: CREATE INDEX ON recipes USING gin (labels)
-- schema
CREATE TABLE recipes (id int PRIMARY KEY, labels int[] NOT NULL, title text NOT NULL);
INSERT INTO recipes SELECT i, ARRAY[i % 1009, 2000 + (i * 7) % 503], repeat(md5(i::text), 2) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE recipes;
-- workload
-- name: any_label
-- calls: 4000
-- params: {17,2040}
-- params: {1000,1001,1002}
SELECT id, title FROM recipes WHERE labels && $1;
