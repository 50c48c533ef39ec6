-- case: 053-date-between
-- why: two days are 400 of 200,000 bookings, which stand anywhere in the table
-- kind: positive
-- expect: CREATE INDEX ON bookings (arrives_on)
-- schema
CREATE TABLE bookings (id int PRIMARY KEY, arrives_on date NOT NULL, room int NOT NULL, guest text NOT NULL);
INSERT INTO bookings SELECT i, date '2023-01-01' + ((i * 37) % 1000), i % 250, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE bookings;
-- workload
-- name: arrivals
-- calls: 3000
-- params: 2024-03-01, 2024-03-02
-- params: 2025-02-10, 2025-02-11
SELECT id, room, guest FROM bookings WHERE arrives_on BETWEEN $1 AND $2;
