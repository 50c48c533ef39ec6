-- case: 145-not-in-a-list-of-others
-- why: all guests but a hundred come out of it, so both tables are read whole
-- kind: negative
-- expect: none
-- schema
CREATE TABLE guests (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL);
CREATE TABLE bans (id int PRIMARY KEY, guest_id int NOT NULL, reason text NOT NULL);
INSERT INTO guests SELECT i, md5(i::text), 'c' || i % 100 FROM generate_series(1, 80000) AS i;
INSERT INTO bans SELECT i, i * 700, 'r' FROM generate_series(1, 100) AS i;
VACUUM ANALYZE;
-- workload
-- name: welcome
-- calls: 60
SELECT count(*) FROM guests WHERE id NOT IN (SELECT guest_id FROM bans);
-- name: names
-- calls: 60
SELECT g.name FROM guests g WHERE NOT EXISTS (SELECT 1 FROM bans b WHERE b.guest_id = g.id) ORDER BY g.name;
