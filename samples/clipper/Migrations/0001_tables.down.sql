DROP TABLE IF EXISTS favourites, votes, comments, clip_tags, tags, clips, sessions, users;
