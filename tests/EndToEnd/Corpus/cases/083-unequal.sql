-- case: 083-unequal
-- why: all but one in twenty differ from the value, and no index finds what differs
-- kind: negative
-- expect: none
-- rejected: CREATE INDEX ON gadgets (vendor_id)
-- schema
CREATE TABLE gadgets (id int PRIMARY KEY, vendor_id int NOT NULL, text text NOT NULL);
INSERT INTO gadgets SELECT i, i % 20, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE gadgets;
-- workload
-- name: of_others
-- calls: 60
-- params: 7
-- params: 13
SELECT max(length(text)) FROM gadgets WHERE vendor_id <> $1;
