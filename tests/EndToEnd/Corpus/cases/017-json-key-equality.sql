-- case: 017-json-key-equality
-- why: the reference inside the document is all but unique, and ->> of it is the only thing that is compared
-- kind: positive
-- expect: CREATE INDEX ON webhooks ((payload ->> 'reference'))
-- rejected: CREATE INDEX ON webhooks USING gin (payload jsonb_path_ops)
-- schema
CREATE TABLE webhooks (id int PRIMARY KEY, payload jsonb NOT NULL);
INSERT INTO webhooks SELECT i, jsonb_build_object('reference', 'ref-' || i, 'amount', i % 100, 'currency', 'EUR', 'note', md5(i::text)) FROM generate_series(1, 100000) AS i;
ANALYZE webhooks;
-- workload
-- name: by_reference
-- calls: 3000
-- params: 'ref-4711'
-- params: 'ref-99000'
SELECT id, payload FROM webhooks WHERE payload ->> 'reference' = $1;
