-- What a client that may send a comment again names it by.
ALTER TABLE comments ADD COLUMN retry_key text;

CREATE UNIQUE INDEX comments_by_retry_key ON comments (user_id, retry_key) WHERE retry_key IS NOT NULL;
