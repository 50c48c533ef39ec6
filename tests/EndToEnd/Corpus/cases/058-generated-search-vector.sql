-- case: 058-generated-search-vector
-- why: the search vector is stored in a generated column, and nothing but a GIN index finds a word in it
-- kind: positive
-- expect: CREATE INDEX ON topics USING gin (document)
-- schema
CREATE TABLE topics (id int PRIMARY KEY, title text NOT NULL, document tsvector GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED);
INSERT INTO topics (id, title) SELECT i, 'alpha' || i % 991 || ' beta' || (i * 7) % 1511 || ' gamma' || i FROM generate_series(1, 60000) AS i;
VACUUM ANALYZE topics;
-- workload
-- name: search_topics
-- calls: 2500
-- params: 'alpha17 & beta119'
-- params: 'beta1200'
SELECT id, title FROM topics WHERE document @@ to_tsquery('simple', $1);
