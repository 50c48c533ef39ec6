-- case: 103-keyset-spelled-out
-- why: the same page written with OR: no index condition comes of it, but the order does, and the pages wanted are near the top
-- kind: positive
-- expect: CREATE INDEX ON articles (published_on DESC, id DESC) OR CREATE INDEX ON articles (published_on, id)
-- schema
CREATE TABLE articles (id int PRIMARY KEY, published_on date NOT NULL, title text NOT NULL, body text NOT NULL);
SELECT setseed(0.13);
INSERT INTO articles SELECT i, date '2020-01-01' + floor(random() * 300)::int, md5(i::text), repeat('b', 150) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE articles;
-- workload
-- name: older
-- calls: 8000
-- params: 2020-10-26, 150000
-- params: 2020-10-25, 20000
SELECT id, published_on, title FROM articles WHERE published_on < $1 OR (published_on = $1 AND id < $2) ORDER BY published_on DESC, id DESC LIMIT 20;
