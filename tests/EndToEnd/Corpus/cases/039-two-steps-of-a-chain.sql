-- case: 039-two-steps-of-a-chain
-- why: from a domain to its company, to ten employees, to forty badges: both further steps are scans of everything
-- kind: positive
-- expect: CREATE INDEX ON employees (company_id)
-- expect: CREATE INDEX ON badges (employee_id)
-- schema
CREATE TABLE companies (id int PRIMARY KEY, domain text NOT NULL UNIQUE);
CREATE TABLE employees (id int PRIMARY KEY, company_id int NOT NULL, name text NOT NULL);
CREATE TABLE badges (id int PRIMARY KEY, employee_id int NOT NULL, code text NOT NULL);
INSERT INTO companies SELECT i, 'd' || i || '.example' FROM generate_series(1, 10000) AS i;
INSERT INTO employees SELECT i, 1 + (i::bigint * 7919) % 10000, md5(i::text) || md5((i * 3)::text) FROM generate_series(1, 100000) AS i;
INSERT INTO badges SELECT i, 1 + (i::bigint * 15485863) % 100000, md5(i::text) FROM generate_series(1, 250000) AS i;
VACUUM ANALYZE;
-- workload
-- name: badges_of_domain
-- calls: 2000
-- params: d42.example
-- params: d9999.example
SELECT e.name, b.code FROM companies c JOIN employees e ON e.company_id = c.id JOIN badges b ON b.employee_id = e.id WHERE c.domain = $1;
