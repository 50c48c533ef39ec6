DROP INDEX IF EXISTS
    users_by_email, tags_by_name, clips_by_score, clips_by_hotness, clips_by_user, clips_by_word, clip_tags_by_tag,
    comments_by_clip, votes_by_user;

ALTER TABLE comments ALTER COLUMN clip_id SET STATISTICS -1;
