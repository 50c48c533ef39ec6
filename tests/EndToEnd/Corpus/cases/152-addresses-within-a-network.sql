-- case: 152-addresses-within-a-network
-- why: a network within another is a range of addresses, which a plain index serves
-- kind: positive
-- expect: CREATE INDEX ON hits (client) OR CREATE INDEX ON hits USING gist (client inet_ops)
-- schema
CREATE TABLE hits (id int PRIMARY KEY, client inet NOT NULL, path text NOT NULL);
INSERT INTO hits SELECT i, inet '10.0.0.0' + (i::bigint * 7919) % 1000000, repeat('p', 70) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE hits;
-- workload
-- name: of_network
-- calls: 3000
-- params: '10.1.7.0/24'
-- params: '10.5.0.0/26'
SELECT id, client, path FROM hits WHERE client <<= $1::inet;
