-- case: 062-true-flag-of-most
-- why: nine of ten are visible, so that the filter keeps nearly all that is read
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON listings (visible)
-- rejected: CREATE INDEX ON listings (id) WHERE visible
-- schema
CREATE TABLE listings (id int PRIMARY KEY, visible boolean NOT NULL, price int NOT NULL, title text NOT NULL);
INSERT INTO listings SELECT i, i % 10 <> 3, i % 997, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE listings;
-- workload
-- name: longest_title
-- calls: 60
SELECT max(length(title)) FROM listings WHERE visible;
