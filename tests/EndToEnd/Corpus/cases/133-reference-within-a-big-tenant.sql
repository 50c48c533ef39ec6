-- case: 133-reference-within-a-big-tenant
-- why: the tenant's index is there and used, and leaves a fifth of the table to be filtered for one row
-- kind: positive
-- expect: CREATE INDEX ON contacts (org_id, external_ref) OR CREATE INDEX ON contacts (external_ref) OR CREATE INDEX ON contacts (external_ref, org_id)
-- schema
CREATE TABLE contacts (id int PRIMARY KEY, org_id int NOT NULL, external_ref text NOT NULL, name text NOT NULL);
INSERT INTO contacts SELECT i, CASE WHEN i % 5 = 0 THEN 1 ELSE 2 + i % 60 END, 'ref-' || md5(i::text), repeat('n', 60) FROM generate_series(1, 180000) AS i;
CREATE INDEX contacts_org ON contacts (org_id);
VACUUM ANALYZE contacts;
-- workload
-- name: by_reference
-- calls: 15000
-- params: 1, 'ref-e4da3b7fbbce2345d7772b0674a318d5'
-- params: 23, 'ref-3c59dc048e8850243be8079a5c74d079'
SELECT id, name FROM contacts WHERE org_id = $1 AND external_ref = $2;
-- name: size_of_org
-- calls: 60
-- params: 30
SELECT count(*) FROM contacts WHERE org_id = $1;
