-- case: 010-any-of-a-list
-- why: a page of orders asks for the items of all its orders at once; each has three of 300,000
-- kind: positive
-- expect: CREATE INDEX ON order_items (order_id)
-- schema
CREATE TABLE order_items (id int PRIMARY KEY, order_id int NOT NULL, sku text NOT NULL, quantity int NOT NULL);
INSERT INTO order_items SELECT i, (i::bigint * 7919) % 100000, 'SKU-' || md5(i::text), i % 9 FROM generate_series(1, 300000) AS i;
ANALYZE order_items;
-- workload
-- name: items_of_orders
-- calls: 8000
-- params: {17,1044,50321,99999,7}
-- params: {1,2,3,4,5,6,7,8,9,10}
SELECT id, order_id, sku, quantity FROM order_items WHERE order_id = ANY($1);
