-- Fifty votes a user, one in each of fifty strata of clips, so that no user votes twice on a clip. The strata widen as the power 2.5,
-- so the clips of the first have hundreds of votes and most have one to three; the prime spreads the favourites over all ids.
INSERT INTO votes (id, user_id, clip_id, value, created_at)
SELECT i + 1, 1 + i % :users,
    1 + (low + floor((high - low) * pg_temp.chance(i, 1))::bigint) * 2147483647 % :clips,
    CASE WHEN pg_temp.chance(i, 2) < 0.8 THEN 1 ELSE -1 END,
    timestamptz '2025-06-01 00:00:00Z' - (50 * :users - i) * (interval '400 days' / (50 * :users))
FROM generate_series(0, 50::bigint * :users - 1) AS i,
    LATERAL (SELECT i / :users + floor((:clips - 50) * power(i / :users / 50.0::float8, 2.5))::bigint,
        i / :users + 1 + floor((:clips - 50) * power((i / :users + 1) / 50.0::float8, 2.5))::bigint) AS stratum (low, high);
