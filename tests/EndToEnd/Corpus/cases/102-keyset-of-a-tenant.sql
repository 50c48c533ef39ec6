-- case: 102-keyset-of-a-tenant
-- why: the page after a given row of one tenant: the key equal first, then the two columns of the row comparison
-- kind: positive
-- expect: CREATE INDEX ON tickets (tenant_id, created_on DESC, id DESC) OR CREATE INDEX ON tickets (tenant_id, created_on, id)
-- schema
CREATE TABLE tickets (id int PRIMARY KEY, tenant_id int NOT NULL, created_on date NOT NULL, subject text NOT NULL, body text NOT NULL);
SELECT setseed(0.12);
INSERT INTO tickets SELECT i, 1 + floor(random() * 40)::int, date '2024-01-01' + floor(random() * 30)::int, md5(i::text), repeat('b', 100) FROM generate_series(1, 240000) AS i;
VACUUM ANALYZE tickets;
-- workload
-- name: next_page
-- calls: 12000
-- params: 3, 2024-01-20, 120000
-- params: 38, 2024-01-07, 5000
SELECT id, created_on, subject FROM tickets WHERE tenant_id = $1 AND (created_on, id) < ($2, $3) ORDER BY created_on DESC, id DESC LIMIT 25;
