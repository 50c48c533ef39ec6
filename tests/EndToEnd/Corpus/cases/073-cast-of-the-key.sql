-- case: 073-cast-of-the-key
-- why: the key is indexed, but the statement compares its text: the parameter is to be bound as a number
-- kind: trap
-- expect: none
-- expect-finding: cast on column id
-- schema
CREATE TABLE bills (id bigint PRIMARY KEY, amount numeric(10, 2) NOT NULL, text text NOT NULL);
INSERT INTO bills SELECT i, i % 900, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE bills;
-- workload
-- name: bill
-- calls: 8000
-- params: '4711'
-- params: '140000'
SELECT id, amount, text FROM bills WHERE (id)::text = $1;
