-- case: 093-second-column-of-a-key
-- why: the primary key starts with the other column, and so is read from end to end to find a label
-- kind: positive
-- expect: CREATE INDEX ON post_labels (label_id)
-- rejected: CREATE INDEX ON post_labels (label_id, post_id)
-- schema
CREATE TABLE post_labels (post_id int NOT NULL, label_id int NOT NULL, added_by text NOT NULL, PRIMARY KEY (post_id, label_id));
INSERT INTO post_labels SELECT i / 3, (i::bigint * 7919) % 20011, md5(i::text) FROM generate_series(1, 240000) AS i;
VACUUM ANALYZE post_labels;
-- workload
-- name: posts_with_label
-- calls: 5000
-- params: 17
-- params: 19000
SELECT post_id, added_by FROM post_labels WHERE label_id = $1;

-- name: labels_of_post
-- calls: 20000
-- params: 42
-- params: 79000
SELECT label_id, added_by FROM post_labels WHERE post_id = $1;
