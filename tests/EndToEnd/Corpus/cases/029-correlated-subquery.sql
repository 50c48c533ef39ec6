-- case: 029-correlated-subquery
-- why: the table of votes is read once for each of the 20 questions on the page
-- kind: positive
-- expect: CREATE INDEX ON votes (question_id) OR CREATE INDEX ON votes (question_id) INCLUDE (value) OR CREATE INDEX ON votes (question_id, value)
-- schema
CREATE TABLE questions (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE votes (id int PRIMARY KEY, question_id int NOT NULL, value int NOT NULL);
INSERT INTO questions SELECT i, md5(i::text) FROM generate_series(1, 20000) AS i;
INSERT INTO votes SELECT i, 1 + (i::bigint * 7919) % 20000, 1 - 2 * (i % 2) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE;
-- workload
-- name: newest_questions
-- calls: 1200
SELECT q.id, q.title, (SELECT sum(v.value) FROM votes v WHERE v.question_id = q.id) AS score FROM questions q ORDER BY q.id DESC LIMIT 20;
