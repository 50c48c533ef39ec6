-- case: 030-not-exists
-- why: a customer has ten invoices, and each is looked up among all receipts to see that none is there
-- kind: positive
-- expect: CREATE INDEX ON receipts (invoice_id)
-- schema
CREATE TABLE invoices (id int PRIMARY KEY, customer_id int NOT NULL, amount numeric(10, 2) NOT NULL);
CREATE TABLE receipts (id int PRIMARY KEY, invoice_id int NOT NULL, received_on date NOT NULL, text text NOT NULL);
INSERT INTO invoices SELECT i, i % 10000, i % 777 FROM generate_series(1, 100000) AS i;
INSERT INTO receipts SELECT i, 1 + (i::bigint * 7919) % 100000, date '2025-01-01' + i % 365, md5(i::text) || md5((i * 3)::text) FROM generate_series(1, 95000) AS i;
CREATE INDEX invoices_customer ON invoices (customer_id);
VACUUM ANALYZE;
-- workload
-- name: unpaid
-- calls: 4000
-- params: 42
-- params: 9871
SELECT i.id, i.amount FROM invoices i WHERE i.customer_id = $1 AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.invoice_id = i.id);
