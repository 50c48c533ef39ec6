ALTER TABLE comments DROP COLUMN retry_key;
