-- case: 045-quoted-names
-- why: names with capitals, a space and a reserved word are to be quoted, and are a table's names like others
-- kind: positive
-- expect: CREATE INDEX ON "Order" ("customerId", "placed at" DESC) OR CREATE INDEX ON "Order" ("customerId", "placed at")
-- rejected: CREATE INDEX ON "Order" ("customerId")
-- schema
CREATE TABLE "Order" ("Id" int PRIMARY KEY, "customerId" int NOT NULL, "placed at" timestamptz NOT NULL, "select" text NOT NULL);
INSERT INTO "Order" SELECT i, (i * 37) % 200, timestamptz '2025-01-01 00:00+00' + ((i::bigint * 15485863) % 31536000) * interval '1 second', md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 200000) AS i;
VACUUM ANALYZE "Order";
-- workload
-- name: newest_orders
-- calls: 6000
-- params: 17
-- params: 193
SELECT "Id", "placed at", "select" FROM "Order" WHERE "customerId" = $1 ORDER BY "placed at" DESC LIMIT 10;
