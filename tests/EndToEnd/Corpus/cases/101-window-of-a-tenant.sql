-- case: 101-window-of-a-tenant
-- why: one tenant owns 500 of 250,000 invoices and a window of it some forty; the index gives both the window and its order
-- kind: positive
-- expect: CREATE INDEX ON invoices (tenant_id, issued_at DESC) OR CREATE INDEX ON invoices (tenant_id, issued_at)
-- schema
CREATE TABLE invoices (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id int NOT NULL, number text NOT NULL, total numeric(10,2) NOT NULL, issued_at timestamptz NOT NULL, note text NOT NULL);
SELECT setseed(0.11);
INSERT INTO invoices (tenant_id, number, total, issued_at, note)
SELECT 1 + floor(random() * 500)::int, 'R-' || i, (random() * 900)::numeric(10,2), timestamptz '2023-01-01 00:00+00' + random() * interval '730 days', repeat('n', 80) FROM generate_series(1, 250000) AS i;
VACUUM ANALYZE invoices;
-- workload
-- name: invoices_of_two_months
-- calls: 9000
-- params: 17, 2024-03-01, 2024-05-01
-- params: 340, 2023-06-01, 2023-08-01
-- params: 499, 2024-11-01, 2025-01-01
SELECT id, number, total, issued_at FROM invoices WHERE tenant_id = $1 AND issued_at >= $2 AND issued_at < $3 ORDER BY issued_at DESC LIMIT 50;
