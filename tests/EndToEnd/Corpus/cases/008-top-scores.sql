-- case: 008-top-scores
-- why: the ten best of 200,000 are found by a sort of all of them
-- kind: positive
-- expect: CREATE INDEX ON scores (points DESC) OR CREATE INDEX ON scores (points)
-- schema
CREATE TABLE scores (player_id int PRIMARY KEY, points int NOT NULL, nick text NOT NULL);
INSERT INTO scores SELECT i, (i::bigint * 15485863) % 1000003, 'player ' || md5(i::text) FROM generate_series(1, 200000) AS i;
ANALYZE scores;
-- workload
-- name: leaderboard
-- calls: 7200
SELECT player_id, nick, points FROM scores ORDER BY points DESC LIMIT 10;
