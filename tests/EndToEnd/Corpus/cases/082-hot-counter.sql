-- case: 082-hot-counter
-- why: half a million updates an hour change the column and stay within their page, because no index holds it; four rankings an hour do not pay for ending that
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON videos (views)
-- schema
CREATE TABLE videos (id int PRIMARY KEY, views int NOT NULL, title text NOT NULL) WITH (fillfactor = 70);
INSERT INTO videos SELECT i, (i::bigint * 15485863) % 1000003, md5(i::text) FROM generate_series(1, 60000) AS i;
VACUUM ANALYZE videos;
-- workload
-- name: viewed
-- calls: 500000
-- params: 4711
-- params: 59000
-- params: 17
UPDATE videos SET views = views + 1 WHERE id = $1;

-- name: top
-- calls: 4
SELECT id, title, views FROM videos ORDER BY views DESC LIMIT 10;
