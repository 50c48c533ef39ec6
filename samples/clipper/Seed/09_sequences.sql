SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users)),
    setval(pg_get_serial_sequence('clips', 'id'), (SELECT max(id) FROM clips)),
    setval(pg_get_serial_sequence('comments', 'id'), (SELECT max(id) FROM comments)),
    setval(pg_get_serial_sequence('votes', 'id'), (SELECT max(id) FROM votes)),
    setval(pg_get_serial_sequence('tags', 'id'), (SELECT max(id) FROM tags));
