-- case: 052-numeric-range
-- why: a narrow band of prices is 40 of 200,000 offers
-- kind: positive
-- expect: CREATE INDEX ON offers (price)
-- schema
CREATE TABLE offers (id int PRIMARY KEY, price numeric(12, 2) NOT NULL, title text NOT NULL);
INSERT INTO offers SELECT i, ((i::bigint * 15485863) % 1000003) / 100.0, repeat(md5(i::text), 2) FROM generate_series(1, 200000) AS i;
ANALYZE offers;
-- workload
-- name: in_band
-- calls: 5000
-- params: 120.00, 122.00
-- params: 9000.50, 9002.50
SELECT id, price, title FROM offers WHERE price BETWEEN $1 AND $2;
