-- case: 107-day-of-a-timestamptz
-- why: date(timestamptz) depends on the session's zone: no index can be made on it, and one on the column does not serve the statement as it is written
-- kind: trap
-- expect: none
-- expect-finding: function on the column; a half-open range over the column would be served by an index on it
-- schema
CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page_id int NOT NULL, at timestamptz NOT NULL, agent text NOT NULL);
SELECT setseed(0.17);
INSERT INTO visits (page_id, at, agent) SELECT 1 + floor(random() * 5000)::int, timestamptz '2024-01-01 00:00+00' + random() * interval '700 days', repeat('a', 60) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE visits;
-- workload
-- name: of_a_day
-- calls: 2000
-- params: 2024-05-05
-- params: 2025-02-28
SELECT id, page_id, agent FROM visits WHERE date(at) = $1;
-- name: of_a_month
-- calls: 100
-- params: 2024-05-01
SELECT count(*) FROM visits WHERE date_trunc('month', at) = $1::timestamptz;
