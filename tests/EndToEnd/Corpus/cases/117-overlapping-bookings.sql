-- case: 117-overlapping-bookings
-- why: ranges are found by what they overlap: GiST, for both the window and the moment
-- kind: positive
-- expect: CREATE INDEX ON bookings USING gist (during)
-- schema
CREATE TABLE bookings (id int PRIMARY KEY, room_id int NOT NULL, during tsrange NOT NULL, guest text NOT NULL);
SELECT setseed(0.117);
INSERT INTO bookings SELECT i, i % 400, tsrange(at, at + interval '90 minutes'), md5(i::text) FROM (SELECT i, timestamp '2024-01-01' + random() * interval '600 days' AS at FROM generate_series(1, 120000) AS i) AS b;
VACUUM ANALYZE bookings;
-- workload
-- name: in_window
-- calls: 5000
-- params: 2024-06-01 08:00, 2024-06-01 12:00
-- params: 2025-01-07 08:00, 2025-01-07 09:00
SELECT id, room_id, guest FROM bookings WHERE during && tsrange($1, $2);
-- name: at_moment
-- calls: 3000
-- params: 2024-06-01 08:00
-- params: 2025-07-07 20:00
SELECT id, room_id, guest FROM bookings WHERE during @> $1::timestamp;
