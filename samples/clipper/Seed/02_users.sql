INSERT INTO users (id, name, email, password_hash, created_at)
SELECT i, pg_temp.word((i * 7) % 7200) || i, 'user' || i || '@clipper.example', :password_hash,
    timestamptz '2024-01-01 00:00:00Z' + i * interval '8 minutes'
FROM generate_series(1, :users) AS i;
