-- case: 114-json-of-a-third
-- why: a third of the rows have the colour: an inverted index finds them, and then all pages of the table are read anyway
-- kind: trap
-- expect: none
-- schema
CREATE TABLE shirts (id int PRIMARY KEY, attrs jsonb NOT NULL, price int NOT NULL, stock int NOT NULL);
INSERT INTO shirts SELECT i, jsonb_build_object('color', (ARRAY['red', 'green', 'blue'])[1 + i % 3], 'size', (ARRAY['s', 'm', 'l'])[1 + i / 3 % 3]), i % 90, i % 17 FROM generate_series(1, 150000) AS i;
VACUUM ANALYZE shirts;
-- workload
-- name: stock_of_color
-- calls: 1200
-- params: {"color": "red"}
-- params: {"color": "blue"}
SELECT sum(stock), avg(price) FROM shirts WHERE attrs @> $1;
