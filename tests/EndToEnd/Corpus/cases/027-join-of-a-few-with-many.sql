-- case: 027-join-of-a-few-with-many
-- why: a sprint has ten tickets, found by an index, and their work logs are looked for in the whole table
-- kind: positive
-- expect: CREATE INDEX ON work_logs (ticket_id)
-- schema
CREATE TABLE tickets (id int PRIMARY KEY, sprint_id int NOT NULL, title text NOT NULL);
CREATE TABLE work_logs (id int PRIMARY KEY, ticket_id int NOT NULL, minutes int NOT NULL, remark text NOT NULL);
INSERT INTO tickets SELECT i, i % 3000, md5(i::text) FROM generate_series(1, 30000) AS i;
INSERT INTO work_logs SELECT i, 1 + (i::bigint * 7919) % 30000, i % 480, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 240000) AS i;
CREATE INDEX tickets_sprint ON tickets (sprint_id);
VACUUM ANALYZE;
-- workload
-- name: minutes_of_sprint
-- calls: 2500
-- params: 17
-- params: 2980
SELECT t.id, t.title, sum(w.minutes) AS minutes, max(w.remark) FROM tickets t JOIN work_logs w ON w.ticket_id = t.id WHERE t.sprint_id = $1 GROUP BY t.id, t.title;
