-- case: 124-inherited-tables
-- why: an index of the parent does not reach tables that inherit from it: each of the two wants its own
-- kind: positive
-- expect: CREATE INDEX ON metrics_2024 (host_id) OR CREATE INDEX ON metrics_2024 (host_id, at) OR CREATE INDEX ON metrics_2024 (host_id, at DESC)
-- expect: CREATE INDEX ON metrics_2025 (host_id) OR CREATE INDEX ON metrics_2025 (host_id, at) OR CREATE INDEX ON metrics_2025 (host_id, at DESC)
-- schema
CREATE TABLE metrics (host_id int NOT NULL, at timestamp NOT NULL, load real NOT NULL, detail text NOT NULL);
CREATE TABLE metrics_2024 (CHECK (at < '2025-01-01')) INHERITS (metrics);
CREATE TABLE metrics_2025 (CHECK (at >= '2025-01-01')) INHERITS (metrics);
SELECT setseed(0.124);
INSERT INTO metrics_2024 SELECT 1 + floor(random() * 4000)::int, timestamp '2024-01-01' + i * interval '3 minutes', 0.5, repeat('d', 60) FROM generate_series(1, 120000) AS i;
INSERT INTO metrics_2025 SELECT 1 + floor(random() * 4000)::int, timestamp '2025-01-01' + i * interval '3 minutes', 0.5, repeat('d', 60) FROM generate_series(1, 120000) AS i;
VACUUM ANALYZE;
-- workload
-- name: of_host
-- calls: 5000
-- params: 12
-- params: 3900
SELECT at, load FROM metrics WHERE host_id = $1;
