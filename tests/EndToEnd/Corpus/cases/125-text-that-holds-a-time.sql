-- case: 125-text-that-holds-a-time
-- why: the times are text, and the cast to timestamptz depends on the session: no index can be made on it, the column wants its type
-- kind: trap
-- expect: none
-- expect-finding: cast on the column, time held as text
-- schema
CREATE TABLE audit_trail (id int PRIMARY KEY, logged_at text NOT NULL, who text NOT NULL, what text NOT NULL);
INSERT INTO audit_trail SELECT i, to_char(timestamp '2025-01-01' + i * interval '2 minutes', 'YYYY-MM-DD HH24:MI:SS'), 'w' || i % 700, repeat('w', 60) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE audit_trail;
-- workload
-- name: of_an_hour
-- calls: 700
-- params: 2025-03-01 10:00, 2025-03-01 11:00
-- params: 2025-06-01 10:00, 2025-06-01 11:00
SELECT id, who, what FROM audit_trail WHERE logged_at::timestamptz >= $1 AND logged_at::timestamptz < $2;
