-- case: 055-two-tables-two-indexes
-- why: two statements on two tables have nothing to do with one another, and each wants its own
-- kind: positive
-- expect: CREATE INDEX ON visits (page_id)
-- expect: CREATE INDEX ON clicks (banner_id)
-- schema
CREATE TABLE visits (id int PRIMARY KEY, page_id int NOT NULL, agent text NOT NULL);
CREATE TABLE clicks (id int PRIMARY KEY, banner_id int NOT NULL, agent text NOT NULL);
INSERT INTO visits SELECT i, (i::bigint * 7919) % 20000, md5(i::text) FROM generate_series(1, 150000) AS i;
INSERT INTO clicks SELECT i, (i::bigint * 15485863) % 15000, md5(i::text) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE;
-- workload
-- name: visits_of_page
-- calls: 3000
-- params: 17
-- params: 18111
SELECT id, agent FROM visits WHERE page_id = $1;

-- name: clicks_of_banner
-- calls: 3000
-- params: 17
-- params: 14111
SELECT id, agent FROM clicks WHERE banner_id = $1;
