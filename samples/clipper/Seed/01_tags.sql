INSERT INTO tags (id, name)
SELECT i, pg_temp.word((i * 13) % 7200) FROM generate_series(1, 500) AS i;
