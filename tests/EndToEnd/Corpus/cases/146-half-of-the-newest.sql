-- case: 146-half-of-the-newest
-- why: the newest are read from the index on their time; that half of them are hidden costs ten rows more
-- kind: negative
-- expect: none
-- schema
CREATE TABLE reviews (id int PRIMARY KEY, product_id int NOT NULL, stars int NOT NULL, hidden boolean NOT NULL, written_at timestamptz NOT NULL, body text NOT NULL);
SELECT setseed(0.146);
INSERT INTO reviews SELECT i, 1 + floor(random() * 900)::int, 1 + floor(random() * 5)::int, random() < 0.5, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', repeat('b', 80) FROM generate_series(1, 150000) AS i;
CREATE INDEX reviews_written ON reviews (written_at);
VACUUM ANALYZE reviews;
-- workload
-- name: newest
-- calls: 9000
SELECT id, product_id, stars, body FROM reviews WHERE NOT hidden ORDER BY written_at DESC LIMIT 10;
-- name: newest_good
-- calls: 3000
-- params: 4
SELECT id, product_id, stars, body FROM reviews WHERE stars >= $1 ORDER BY written_at DESC LIMIT 10;
