namespace Clipper.Defects;

/// <summary>
/// <c>GET /users/{id}/clips</c>. Broken: no index leads with clips.user_id, so each page reads the whole table and sorts what it finds.
/// Cured: a partial index holds the page in its order.
/// </summary>
public static class NoClipsByUserIndex
{
    public static readonly Defect Defect = new(
        "no-clips-by-user-index",
        "The index that answers a user's newest clips is missing: every page scans and sorts all clips.",
        new SchemaTwins(
            Broken: "DROP INDEX IF EXISTS clips_by_user",
            Cured: "CREATE INDEX IF NOT EXISTS clips_by_user ON clips (user_id, created_at DESC) WHERE deleted_at IS NULL"));
}
