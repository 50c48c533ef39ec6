-- case: 067-written-far-more-than-read
-- why: ten reads an hour would save 0.2 s, and two million inserts an hour would each keep one more index
-- kind: trap
-- expect: none
-- rejected: CREATE INDEX ON access_log (client)
-- schema
CREATE TABLE access_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, client inet NOT NULL, at timestamptz NOT NULL DEFAULT now(), path text NOT NULL);
INSERT INTO access_log (client, at, path) SELECT inet '10.0.0.0' + (i::bigint * 7919) % 20000, timestamptz '2025-01-01 00:00+00' + i * interval '1 second', '/p/' || md5(i::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE access_log;
-- workload
-- name: log
-- calls: 2000000
-- params: 10.1.2.3, '/index.html'
-- params: 10.0.7.9, '/feed'
INSERT INTO access_log (client, path) VALUES ($1, $2);

-- name: of_client
-- calls: 10
-- params: 10.0.0.17
-- params: 10.0.40.7
SELECT id, at, path FROM access_log WHERE client = $1;
