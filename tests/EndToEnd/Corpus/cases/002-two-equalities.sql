-- case: 002-two-equalities
-- why: a tenant has 2,000 rows and a kind 4,000, both together 40: only an index on both columns reads no more than is returned
-- kind: positive
-- expect: CREATE INDEX ON documents (tenant_id, kind) OR CREATE INDEX ON documents (kind, tenant_id)
-- rejected: CREATE INDEX ON documents (tenant_id)
-- rejected: CREATE INDEX ON documents (kind)
-- schema
CREATE TABLE documents (id int PRIMARY KEY, tenant_id int NOT NULL, kind text NOT NULL, title text NOT NULL, body text NOT NULL);
INSERT INTO documents SELECT i, (i * 37) % 100, 'kind-' || ('x' || substr(md5(i::text), 1, 6))::bit(24)::int % 50, md5(i::text), repeat(md5((i + 1)::text), 3) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE documents;
-- workload
-- name: documents_of_kind
-- calls: 5000
-- params: 7, 'kind-13'
-- params: 61, 'kind-40'
SELECT id, title, body FROM documents WHERE tenant_id = $1 AND kind = $2;
