namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips</c> with a bearer token and <c>POST /clips/{id}/votes</c>. Broken: no index leads with votes.user_id or votes.clip_id,
/// so each look at a vote reads the whole table. Cured: a plain index; it is not unique, so that the same code votes in both twins.
/// </summary>
public static class NoVotesByUserIndex
{
    public static readonly Defect Defect = new(
        "no-votes-by-user-index",
        "The index that finds a user's vote on a clip is missing: feeds with a token and votes scan all votes.",
        new SchemaTwins(
            Broken: "DROP INDEX IF EXISTS votes_by_user",
            Cured: "CREATE INDEX IF NOT EXISTS votes_by_user ON votes (user_id, clip_id)"));
}
