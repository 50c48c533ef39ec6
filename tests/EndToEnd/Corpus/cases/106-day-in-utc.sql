-- case: 106-day-in-utc
-- why: the day of a timestamptz in a fixed zone is immutable, so the expression can be indexed as it is written
-- kind: positive
-- expect: CREATE INDEX ON logins (((at AT TIME ZONE 'UTC')::date))
-- schema
CREATE TABLE logins (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int NOT NULL, at timestamptz NOT NULL, agent text NOT NULL);
SELECT setseed(0.16);
INSERT INTO logins (user_id, at, agent) SELECT 1 + floor(random() * 5000)::int, timestamptz '2024-01-01 00:00+00' + random() * interval '700 days', repeat('a', 60) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE logins;
-- workload
-- name: of_a_day
-- calls: 2000
-- params: 2024-05-05
-- params: 2025-02-28
SELECT id, user_id, agent FROM logins WHERE (at AT TIME ZONE 'UTC')::date = $1;
