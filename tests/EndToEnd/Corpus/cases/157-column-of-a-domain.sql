-- case: 157-column-of-a-domain
-- why: a domain over text is compared as text, and a plain index on the column serves it
-- kind: positive
-- expect: CREATE INDEX ON subscribers (email)
-- schema
CREATE DOMAIN email_address AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE subscribers (id int PRIMARY KEY, email email_address NOT NULL, since date NOT NULL, note text NOT NULL);
INSERT INTO subscribers SELECT i, 'user' || i || '@example.org', date '2020-01-01' + i % 1500, repeat('n', 70) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE subscribers;
-- workload
-- name: by_email
-- calls: 9000
-- params: 'user17@example.org'
-- params: 'user99000@example.org'
SELECT id, since, note FROM subscribers WHERE email = $1;
