-- case: 022-full-text
-- why: the words of 40,000 bodies are parsed anew for every search; the index must hold the very expression, configuration included
-- kind: positive
-- expect: CREATE INDEX ON manuals USING gin (to_tsvector('english', body))
-- schema
CREATE TABLE manuals (id int PRIMARY KEY, title text NOT NULL, body text NOT NULL);
INSERT INTO manuals SELECT i, 'Manual ' || i, 'Turn the word' || i % 997 || ' until part' || (i * 7) % 1499 || ' meets item' || i || ' at last' FROM generate_series(1, 40000) AS i;
VACUUM ANALYZE manuals;
-- workload
-- name: search
-- calls: 1200
-- params: 'word17 part'
-- params: 'part1200'
SELECT id, title FROM manuals WHERE to_tsvector('english', body) @@ plainto_tsquery('english', $1);
