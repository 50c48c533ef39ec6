-- case: 156-four-tables-of-a-user
-- why: a user is deleted, and each of four tables that refer to him is searched: no index alone takes a third off
-- kind: positive
-- expect: CREATE INDEX ON visits (user_id)
-- expect: CREATE INDEX ON logins (user_id)
-- expect: CREATE INDEX ON likes (user_id)
-- expect: CREATE INDEX ON notes (user_id)
-- schema
CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE visits (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE, what text NOT NULL);
CREATE TABLE logins (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE, what text NOT NULL);
CREATE TABLE likes (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE, what text NOT NULL);
CREATE TABLE notes (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE SET NULL, what text NOT NULL);
SELECT setseed(0.156);
INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 20000) AS i;
INSERT INTO visits SELECT i, 1 + floor(random() * 20000)::int, md5(i::text) FROM generate_series(1, 80000) AS i;
INSERT INTO logins SELECT i, 1 + floor(random() * 20000)::int, md5(i::text) FROM generate_series(1, 80000) AS i;
INSERT INTO likes SELECT i, 1 + floor(random() * 20000)::int, md5(i::text) FROM generate_series(1, 80000) AS i;
INSERT INTO notes SELECT i, 1 + floor(random() * 20000)::int, md5(i::text) FROM generate_series(1, 80000) AS i;
VACUUM ANALYZE;
-- workload
-- name: forget
-- calls: 400
-- params: 77
-- params: 15000
DELETE FROM users WHERE id = $1;
