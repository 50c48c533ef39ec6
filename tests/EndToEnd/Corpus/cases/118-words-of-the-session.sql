-- case: 118-words-of-the-session
-- why: to_tsvector with one argument follows the session's configuration: it cannot be indexed, and an index with a configuration is not used by it
-- kind: trap
-- expect: none
-- expect-finding: to_tsvector without its configuration
-- schema
CREATE TABLE notes (id int PRIMARY KEY, body text NOT NULL);
INSERT INTO notes SELECT i, 'alpha' || i % 5003 || ' beta' || i % 7001 || ' gamma' || i % 11 FROM generate_series(1, 60000) AS i;
VACUUM ANALYZE notes;
-- workload
-- name: search
-- calls: 900
-- params: 'alpha17'
-- params: 'beta6000'
SELECT id, body FROM notes WHERE to_tsvector(body) @@ plainto_tsquery($1);
