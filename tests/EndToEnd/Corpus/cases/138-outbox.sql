-- case: 138-outbox
-- why: a few hundred of 200,000 are unpublished; the index of only those costs the writers nearly nothing
-- kind: positive
-- expect: CREATE INDEX ON outbox (id) WHERE published_at IS NULL
-- schema
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, body text NOT NULL, published_at timestamptz);
INSERT INTO outbox (topic, body, published_at) SELECT 't' || i % 9, repeat('b', 100), CASE WHEN i <= 199700 THEN now() END FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE outbox;
-- workload
-- name: take
-- calls: 18000
SELECT id, topic, body FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 100;
-- name: publish
-- calls: 20000
-- params: 199800
-- params: 199900
UPDATE outbox SET published_at = now() WHERE id = $1;
-- name: put
-- calls: 20000
-- params: 't1', 'body'
INSERT INTO outbox (topic, body) VALUES ($1, $2);
