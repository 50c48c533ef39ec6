-- case: 050-citext
-- why: the type compares without case by itself, so the plain column is the key
-- kind: positive
-- expect: CREATE INDEX ON members (nick)
-- rejected: CREATE INDEX ON members (lower(nick))
-- schema
CREATE EXTENSION citext;
CREATE TABLE members (id int PRIMARY KEY, nick citext NOT NULL, bio text NOT NULL);
INSERT INTO members SELECT i, 'Nick' || i, md5(i::text) FROM generate_series(1, 80000) AS i;
VACUUM ANALYZE members;
-- workload
-- name: by_nick
-- calls: 3000
-- params: nick4711
-- params: NICK70001
SELECT id, nick, bio FROM members WHERE nick = $1;
