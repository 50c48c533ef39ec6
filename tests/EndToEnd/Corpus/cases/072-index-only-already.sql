-- case: 072-index-only-already
-- why: the index holds all that the statement reads, and the table is not touched
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON ratings (film_id)
-- schema
CREATE TABLE ratings (id int PRIMARY KEY, film_id int NOT NULL, stars smallint NOT NULL, remark text NOT NULL);
INSERT INTO ratings SELECT i, (i * 37) % 500, i % 5, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
CREATE INDEX ratings_film ON ratings (film_id) INCLUDE (stars);
VACUUM ANALYZE ratings;
-- workload
-- name: average
-- calls: 20000
-- params: 17
-- params: 480
SELECT avg(stars), count(*) FROM ratings WHERE film_id = $1;
