-- case: 020-array-containment
-- why: photos that bear all the given tags are few, and a B-tree knows nothing of the elements of an array
-- kind: positive
-- expect: CREATE INDEX ON photos USING gin (tags)
-- rejected: CREATE INDEX ON photos (tags)
-- schema
CREATE TABLE photos (id int PRIMARY KEY, tags text[] NOT NULL, path text NOT NULL);
INSERT INTO photos SELECT i, ARRAY['t' || i % 499, 'u' || (i * 7) % 83, 'v' || i % 11], '/photos/' || md5(i::text) FROM generate_series(1, 100000) AS i;
VACUUM ANALYZE photos;
-- workload
-- name: tagged
-- calls: 4000
-- params: {t17,v5}
-- params: {t400}
SELECT id, path, tags FROM photos WHERE tags @> $1;
