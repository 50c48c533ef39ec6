-- case: 140-make-and-model
-- why: a model belongs to one make, which the planner does not know; the index on the time alone, which is there, is walked for long
-- kind: positive
-- expect: CREATE INDEX ON cars (make, model, listed_at DESC) OR CREATE INDEX ON cars (model, make, listed_at DESC) OR CREATE INDEX ON cars (make, model, listed_at) OR CREATE INDEX ON cars (model, make, listed_at) OR CREATE INDEX ON cars (model, listed_at DESC) OR CREATE INDEX ON cars (model, listed_at)
-- schema
CREATE TABLE cars (id int PRIMARY KEY, make text NOT NULL, model text NOT NULL, listed_at timestamptz NOT NULL, body text NOT NULL);
SELECT setseed(0.140);
INSERT INTO cars SELECT i, 'make' || m / 15, 'model' || m, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', repeat('b', 90) FROM (SELECT i, floor(300 * random() * random())::int AS m FROM generate_series(1, 200000) AS i) AS c;
CREATE INDEX cars_listed ON cars (listed_at);
VACUUM ANALYZE cars;
-- workload
-- name: newest_of_model
-- calls: 9000
-- params: 'make19', 'model299'
-- params: 'make19', 'model290'
-- params: 'make5', 'model80'
SELECT id, listed_at, body FROM cars WHERE make = $1 AND model = $2 ORDER BY listed_at DESC LIMIT 20;
