-- case: 165-one-large-tenant
-- why: two of five rows are of one tenant, whose statement goes on reading the table; that of a small tenant reads a few hundred rows with the index
-- kind: positive
-- expect: CREATE INDEX ON invoices (tenant_id)
-- schema
CREATE TABLE invoices (id int PRIMARY KEY, tenant_id int NOT NULL, amount int NOT NULL, note text NOT NULL);
INSERT INTO invoices SELECT i, CASE WHEN i % 5 < 2 THEN 1 ELSE 2 + (i::bigint * 7919) % 900 END, i % 700, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 300000) AS i;
VACUUM ANALYZE invoices;
-- workload
-- name: invoices_of_a_tenant
-- calls: 3000
-- params: 1
-- params: 17
-- params: 640
SELECT id, amount, note FROM invoices WHERE tenant_id = $1;
