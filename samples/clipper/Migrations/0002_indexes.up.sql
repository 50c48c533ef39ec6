CREATE UNIQUE INDEX users_by_email ON users (email);

CREATE UNIQUE INDEX tags_by_name ON tags (name);

CREATE INDEX clips_by_score ON clips (score, id) WHERE deleted_at IS NULL;

CREATE INDEX clips_by_hotness ON clips (hotness, id) WHERE deleted_at IS NULL;

CREATE INDEX clips_by_user ON clips (user_id, created_at DESC) WHERE deleted_at IS NULL;

-- Votes rewrite clips; without fastupdate a search never has to read a long pending list.
CREATE INDEX clips_by_word ON clips USING gin (search) WITH (fastupdate = off);

CREATE INDEX clip_tags_by_tag ON clip_tags (tag_id, clip_id DESC);

-- Far more clips are busy than the usual hundred frequent values hold: without these the planner takes each for a quiet one, and sorts.
ALTER TABLE comments ALTER COLUMN clip_id SET STATISTICS 1000;
CREATE INDEX comments_by_clip ON comments (clip_id, created_at);

CREATE INDEX votes_by_user ON votes (user_id, clip_id);
